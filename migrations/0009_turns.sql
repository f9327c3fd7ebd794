-- What was said has an audience, where it was said: a conversation may move, so one for the whole would show direct
-- messages to a channel. Readers see turns as ragbot_reader.

-- The same source shared elsewhere.
create index documents_by_source on documents (workspace_id, source_key);

alter table conversations no force row level security;
alter table inbox no force row level security;
alter table conversation_messages no force row level security;
alter table platform_conversations no force row level security;

alter table conversation_messages
  -- Null for what was said before this was kept and whose thread does not name its channel.
  add column audience text,
  -- The documents that an answer cites, also on its question; null where it cites none.
  add column cites uuid[];
alter table platform_conversations
  -- A thread of the place where the conversation's turns without an audience were said: they are read here.
  add column at_home boolean not null default false;

update conversation_messages set cites = (
    select array_agg(distinct (c -> 'document' ->> 'id')::uuid) from jsonb_array_elements(citations) as c)
 where jsonb_array_length(citations) > 0;
update conversation_messages q set cites = a.cites from conversation_messages a
 where a.workspace_id = q.workspace_id and a.conversation_id = q.conversation_id
   and a.role = 'assistant' and q.role = 'user' and a.cites is not null
   and q.seq = coalesce(a.question_seq, a.seq - 1);

-- A thread's place as far as its key tells. Slack: `slack:<team>:<channel>:<thread>`, where a channel's id says whether
-- it is a direct one. Teams: `teams:<tenant>:<conversation>:<thread>`, percent-encoded; `19:…` is no chat with the bot
-- alone. Discord: `discord:<server>:<thread>`, where messages of the last days tell the channel. The page is its owner's.
with threads as (
  select p.workspace_id, p.conversation_id, p.platform, p.mapped_at,
         case p.platform
           when 'slack' then split_part(p.thread_key, ':', 2) || '/' || split_part(p.thread_key, ':', 3)
           when 'teams' then split_part(p.thread_key, ':', 2) || '/'
             || replace(replace(replace(split_part(p.thread_key, ':', 3), '%3A', ':'), '%40', '@'), '%2F', '/')
           when 'discord' then split_part(p.thread_key, ':', 2)
           else p.thread_key end as place,
         case p.platform
           when 'slack' then split_part(p.thread_key, ':', 3) !~ '^D'
           when 'teams' then split_part(p.thread_key, ':', 3) ~ '^19%3A'
           else false end as is_channel,
         case p.platform when 'discord' then (
           select min(coalesce(i.payload -> 'place' ->> 'id', '@' || (i.payload -> 'person' ->> 'id'))) from inbox i
            where i.workspace_id = p.workspace_id and i.platform = p.platform and i.thread_key = p.thread_key) end as heard_at
    from platform_conversations p
), homes as (
  select t.workspace_id, t.conversation_id, min(t.platform) as platform, min(place) as place, bool_and(is_channel) as is_channel
    from threads t join conversations c on c.workspace_id = t.workspace_id and c.id = t.conversation_id
   group by t.workspace_id, t.conversation_id, c.created_at
   -- What was moved may have been said in either place, and the first of them may have gone on to another conversation.
  having count(distinct t.platform || ' ' || place) = 1 and count(distinct heard_at) <= 1
     and min(t.mapped_at) <= c.created_at + interval '1 minute'
), said as (
  update conversation_messages m
     set audience = case h.platform when 'local' then 'person:local:owner' else 'channel:' || h.platform || ':' || h.place end
    from homes h
   where m.workspace_id = h.workspace_id and m.conversation_id = h.conversation_id
     and (h.platform = 'local' or (h.is_channel and h.place not like '%\%%'))
)
update platform_conversations p set at_home = true from homes h
 where p.workspace_id = h.workspace_id and p.conversation_id = h.conversation_id;

alter table inbox force row level security;
alter table conversations force row level security;
alter table conversation_messages force row level security;
alter table platform_conversations force row level security;

do $$
declare
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
begin
  execute format('create policy readable on platform_conversations for select to ragbot_reader using (%s)', here);
  grant select on platform_conversations to ragbot_reader;
  -- Not its title, which is a question.
  execute format('create policy readable on conversations for select to ragbot_reader using (%s)', here);
  grant select (workspace_id, id, updated_at) on conversations to ragbot_reader;
  -- Not what a report says.
  execute format('create policy readable on feedback for select to ragbot_reader using (%s and kind = ''favourite'')', here);
  grant select (workspace_id, conversation_id, seq, platform, person, kind, created_at) on feedback to ragbot_reader;
  -- Everything cited is there for these readers; and they are all among those it was said to, or it is an answer that
  -- cites, or a channel's question with such an answer. What has no audience is read where it was said.
  execute format('create policy readable on conversation_messages for select to ragbot_reader using (%s
    and (cites is null or not exists (
      select from unnest(cites) as cited (id) where not exists (select from documents d where d.id = cited.id)))
    and ((select nullif(current_setting(''ragbot.audiences'', true), '''')::jsonb) ? audience
      or (cites is not null and (role = ''assistant'' or audience like ''channel:%%''))
      or (audience is null and exists (
        select from platform_conversations p where p.conversation_id = conversation_messages.conversation_id and p.at_home
           and p.platform || '' '' || p.thread_key = (select current_setting(''ragbot.thread'', true))))))', here);
  grant select on conversation_messages to ragbot_reader;
end $$;
