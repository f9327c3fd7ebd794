-- Who asks and where are values instead of words inside ids. What was stored by the version before is written anew.

alter table inbox no force row level security;
alter table outbox no force row level security;
alter table installs no force row level security;

-- It would hold the whole of a person now.
drop index inbox_of_person;

update inbox set payload = payload - 'channel' || jsonb_build_object(
  'person', case platform when 'local' then '{"kind": "owner", "id": "owner"}'::jsonb else jsonb_build_object(
    'kind', 'someone',
    'id', regexp_replace(payload ->> 'person', '/external$', ''),
    'isGuest', 'unknown',
    'isExternal', case when payload ->> 'person' like '%/external' then 'true'::jsonb else '"unknown"' end,
    'roles', 'unknown',
    'groups', 'unknown') end,
  'place', case
    when platform = 'local' then '{"kind": "page"}'::jsonb
    when payload ->> 'channel' is null then '{"kind": "direct"}'::jsonb
    else jsonb_build_object(
      'kind', 'channel',
      'id', regexp_replace(payload ->> 'channel', '/external$', ''),
      -- Discord's messages said it of each place, the others' of none.
      'hasGuests', case when platform = 'discord' then to_jsonb(payload -> 'target' ? 'guests') else '"unknown"' end,
      'hasExternals', case
        when platform = 'discord' then 'false'::jsonb
        when payload ->> 'channel' like '%/external' then 'true'::jsonb
        else '"unknown"' end) end)
  || case when platform = 'discord' and payload -> 'target' ? 'ephemeral' then '{"isForAskerAlone": true}'::jsonb else '{}' end
 where jsonb_typeof(payload -> 'person') = 'string';

-- A person's last questions.
create index inbox_of_person on inbox (workspace_id, platform, (payload -> 'person' ->> 'id'), id);

-- Marks that were '1' on Discord.
create function target_of(target jsonb) returns jsonb language sql immutable as $$
  select target - array['dm', 'ephemeral', 'guests', 'startThread', 'threadName']
    || case when target ? 'dm' then '{"isDirect": true}'::jsonb else '{}' end
    || case when target ? 'ephemeral' then '{"isEphemeral": true}'::jsonb else '{}' end
    || case when target ? 'startThread' then jsonb_build_object('newThread', coalesce(target ->> 'threadName', 'ragbot')) else '{}' end
$$;
update inbox set payload = jsonb_set(payload, '{target}', target_of(payload -> 'target'))
 where platform = 'discord' and jsonb_typeof(payload -> 'target') = 'object';
update outbox set target = target_of(target) where platform = 'discord';
drop function target_of(jsonb);

-- Where the last reply went at each place: on some platforms what to know before one can speak there unasked.
create table places (
  workspace_id uuid not null,
  install_id uuid not null,
  -- The place's own: 'channel:<platform>:…' or 'person:<platform>:…'.
  audience text not null,
  target jsonb not null,
  seen_at timestamptz not null default now(),
  primary key (workspace_id, install_id, audience),
  foreign key (workspace_id, install_id) references installs (workspace_id, id) on delete cascade
);
alter table places enable row level security;
alter table places force row level security;
create policy in_workspace on places to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
create policy across_workspaces on places to ragbot_system using (true) with check (true);
grant select, insert, update, delete on places to ragbot_app, ragbot_system;

alter table places no force row level security;
insert into places (workspace_id, install_id, audience, target, seen_at)
  select distinct on (workspace_id, install_id, audience) workspace_id, install_id, audience, target, received_at
    from (select workspace_id, install_id, received_at, id, payload -> 'target' as target,
                 case payload -> 'place' ->> 'kind'
                   when 'channel' then 'channel:' || platform || ':' || (payload -> 'place' ->> 'id')
                   when 'direct' then 'person:' || platform || ':' || (payload -> 'person' ->> 'id') end as audience
            from inbox where payload -> 'request' ->> 'kind' <> 'hint') as heard
   where audience is not null and target is not null
   order by workspace_id, install_id, audience, id desc;
alter table places force row level security;

alter table inbox force row level security;
alter table outbox force row level security;
alter table installs force row level security;
