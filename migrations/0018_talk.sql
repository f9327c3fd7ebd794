-- What people say to each other in threads that the bot is in: after two messages in a row it waits to be mentioned. Without
-- a word of what was said.

create table thread_talk (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  install_id uuid not null references installs (id) on delete cascade,
  thread_key text not null,
  -- When the bot was last spoken to there, and the last messages that were not for it, as the platform orders messages:
  -- they may come late, twice or in another order.
  asked_at numeric not null default 0,
  talk numeric[] not null default '{}',
  seen_at timestamptz not null default now(),
  primary key (install_id, thread_key)
);
alter table thread_talk enable row level security;
alter table thread_talk force row level security;
create policy in_workspace on thread_talk to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select, insert, update, delete on thread_talk to ragbot_app;
create policy across_workspaces on thread_talk to ragbot_system using (true) with check (true);
grant select, delete on thread_talk to ragbot_system;
