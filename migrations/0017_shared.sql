-- An answer that someone was given alone may be shown to others by them, once.

alter table conversation_messages
  -- The trace of the message that showed it.
  add column shared_as text;

-- Questions that ended in "I don't know", kept for whoever wants to be told when they can be answered.
create table awaited (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  install_id uuid not null,
  id uuid primary key default gen_random_uuid(),
  -- The asker's, as a request has it.
  person jsonb not null,
  question text not null,
  asked_at timestamptz not null default now(),
  -- What was indexed until then was searched.
  looked_at timestamptz not null default now(),
  -- A worker asks it.
  claimed_until timestamptz not null default '-infinity',
  foreign key (workspace_id, install_id) references installs (workspace_id, id) on delete cascade
);
create unique index awaited_once on awaited (install_id, (person ->> 'id'), md5(lower(question)));
alter table awaited enable row level security;
alter table awaited force row level security;
create policy in_workspace on awaited to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select, insert, update, delete on awaited to ragbot_app;
