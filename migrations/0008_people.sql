-- Who asks and where are values instead of words inside ids. What was stored by the version before is written anew.

alter table inbox no force row level security;
alter table outbox no force row level security;
alter table installs no force row level security;

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
 where jsonb_typeof(payload -> 'person') = 'string';

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
grant select, insert, update, delete on places to ragbot_app;

alter table inbox force row level security;
alter table outbox force row level security;
alter table installs force row level security;
