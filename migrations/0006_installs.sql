-- Installs: whose token is used, and which workspace that install answers from. What comes in and goes out belongs to one,
-- so that two workspaces on the same platform share nothing, though their threads have the same ids.

-- Rows of app 'environment' stand for the tokens that a process is given; those never lie here.
create table installs (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null default gen_random_uuid() unique,
  platform text not null,
  app text not null default 'environment',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index one_install_of_environment on installs (workspace_id, platform) where app = 'environment';
alter table installs enable row level security;
alter table installs force row level security;
create policy across_workspaces on installs to ragbot_system using (true) with check (true);
grant select, insert, update, delete on installs to ragbot_system;

-- Forced row security shows its owner nothing.
alter table installs no force row level security;
alter table inbox no force row level security;
alter table outbox no force row level security;
alter table uploads no force row level security;

insert into installs (workspace_id, platform) select distinct workspace_id, platform from inbox;

alter table inbox add column install_id uuid;
update inbox t set install_id = i.id from installs i where i.workspace_id = t.workspace_id and i.platform = t.platform;
alter table inbox
  alter column install_id set not null,
  add foreign key (workspace_id, install_id) references installs (workspace_id, id) on delete cascade,
  drop constraint inbox_workspace_id_platform_natural_key_key,
  add unique (workspace_id, install_id, natural_key);

alter table outbox add column install_id uuid;
update outbox t set install_id = i.install_id from inbox i where i.id = t.inbox_id;
alter table outbox
  alter column install_id set not null,
  add foreign key (workspace_id, install_id) references installs (workspace_id, id) on delete cascade;

-- Null where no platform has to fetch it: its bytes came with it.
alter table uploads add column install_id uuid;
update uploads t set install_id = i.install_id from inbox i where i.id = t.inbox_id;
alter table uploads
  add foreign key (workspace_id, install_id) references installs (workspace_id, id) on delete cascade;

alter table installs force row level security;
alter table inbox force row level security;
alter table outbox force row level security;
alter table uploads force row level security;

drop index inbox_pending;
create index inbox_pending on inbox (install_id, thread_key, id) where state = 'pending';
drop index outbox_unfinished;
create index outbox_unfinished on outbox (install_id, thread_key, id) where state in ('pending', 'sending', 'ambiguous');
drop index outbox_private;
create index outbox_private on outbox (workspace_id, install_id, thread_key, id) where private;

-- Who works says on whose messages.
delete from worker_processes;
alter table worker_processes drop column platforms, add column installs uuid[] not null;
-- Their names were of a platform's threads.
delete from thread_leases;
