-- What a button stands for where that is too long for it; kept for 30 days, known by its hash.

create table action_values (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id text not null,
  value text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index action_values_by_age on action_values (workspace_id, created_at);
alter table action_values enable row level security;
alter table action_values force row level security;
create policy in_workspace on action_values to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select, insert, update, delete on action_values to ragbot_app;
