-- How the bot is to behave in a channel, and what holds in a workspace where its channels say nothing.

create table channel_settings (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- Both null: the workspace's own.
  install_id uuid references installs (id) on delete cascade,
  -- As the audience of what is said there names it.
  channel text,
  -- What is null is as the workspace has it, and there as the house has it.
  is_allowed boolean,
  auto_respond text check (auto_respond in ('off', 'questions', 'all')),
  replies text check (replies in ('thread', 'privately')),
  indexers text check (indexers in ('everyone', 'managers', 'nobody')),
  indexes_files boolean,
  answers_guests boolean,
  answer_length text check (answer_length in ('short', 'usual', 'long')),
  instructions text check (length(instructions) <= 500),
  -- 0: kept for good.
  retention_days integer check (retention_days between 0 and 3650),
  -- Of a channel: it is on the workspace's list. Of a workspace: only channels on the list are answered in.
  is_listed boolean not null default false,
  -- Last, as '<platform>:<person>'; null: by the API.
  changed_by text,
  changed_at timestamptz not null default now(),
  check ((install_id is null) = (channel is null)),
  unique nulls not distinct (workspace_id, install_id, channel)
);
alter table channel_settings enable row level security;
alter table channel_settings force row level security;
create policy in_workspace on channel_settings to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select, insert, update, delete on channel_settings to ragbot_app;

-- Who made it may change how the bot behaves there.
alter table channels add column creator text;
