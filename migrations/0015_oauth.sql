-- Installs that teams make themselves: their tokens are refreshed and end, and one token may speak for several workspaces.

alter table installs no force row level security;
alter table installs
  -- Set where another install's token is used: this row only says which workspace answers.
  add column token_of uuid references installs (id) on delete cascade,
  -- Counts refreshes: what was read before another process refreshed is not written over it.
  add column token_version int not null default 0,
  -- A process is exchanging the refresh token until then.
  add column refreshing_until timestamptz,
  -- Refusals of the refresh token in a row.
  add column refused int not null default 0,
  -- Last.
  add column installed_at timestamptz not null default now(),
  -- Its tokens went then; its messages and documents follow after `settings.keepDays`, 30 unless said.
  add column ended_at timestamptz,
  add check (token_of is null or (access_token is null and refresh_token is null));
drop index one_install_of_account;
create unique index one_install_of_account on installs (platform, app, account) where state <> 'removed' and token_of is null;
create unique index one_install_of_token on installs (token_of, workspace_id) where token_of is not null;
alter table installs force row level security;

-- Which workspace answers at a place, where that is not the install's own. The narrowest counts. Routing alone: who may read
-- what is decided by audiences.
create table integration_mappings (
  install_id uuid not null references installs (id) on delete cascade,
  team text not null,
  channel text,
  thread text check (thread is null or channel is not null),
  workspace_id uuid not null references workspaces (id) on delete cascade,
  created_at timestamptz not null default now(),
  unique nulls not distinct (install_id, team, channel, thread)
);
alter table integration_mappings enable row level security;
alter table integration_mappings force row level security;
create policy across_workspaces on integration_mappings to ragbot_system using (true) with check (true);
grant select, insert, update, delete on integration_mappings to ragbot_system;
create trigger installs_changed after insert or update or delete on integration_mappings for each statement execute function installs_changed();

-- States of OAuth that were used: each is good once. A row is needed for as long as its state would be taken.
create table spent_states (
  state text primary key,
  expires_at timestamptz not null
);
alter table spent_states enable row level security;
alter table spent_states force row level security;
create policy across_workspaces on spent_states to ragbot_system using (true) with check (true);
grant select, insert, update, delete on spent_states to ragbot_system;
