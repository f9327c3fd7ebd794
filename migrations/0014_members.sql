-- Who people of a platform are, what its channels are, and who reads them, as its events and look-ups told. A look-up counts
-- for as long as its reader trusts it, and no longer than until an event says that something changed.

create table platform_people (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  install_id uuid not null references installs (id) on delete cascade,
  -- The platform's own id.
  person text not null,
  -- Null: nothing is known yet, or no longer.
  kind text check (kind in ('member', 'guest', 'external', 'bot', 'deleted')),
  is_admin boolean not null default false,
  -- The teams of an organisation that they are in.
  teams text[] not null default '{}',
  -- Counts the events about them; a look-up that began before the last one is none.
  changes integer not null default 0,
  checked_at timestamptz,
  checked_changes integer,
  primary key (install_id, person)
);

create table channels (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  install_id uuid not null references installs (id) on delete cascade,
  channel text not null,
  kind text check (kind in ('public', 'private', 'group', 'direct')),
  -- People of other organisations read there, or may any moment.
  is_shared boolean not null default false,
  is_archived boolean not null default false,
  name text,
  -- Of a direct conversation: with whom.
  peer text,
  -- Of an organisation with several teams: whose it is.
  team text,
  changes integer not null default 0,
  checked_at timestamptz,
  checked_changes integer,
  -- The same of its members.
  members_checked_at timestamptz,
  members_checked_changes integer,
  primary key (install_id, channel)
);

create table channel_members (
  workspace_id uuid not null,
  install_id uuid not null,
  channel text not null,
  person text not null,
  primary key (install_id, channel, person),
  foreign key (install_id, channel) references channels (install_id, channel) on delete cascade
);
create index channel_members_of_person on channel_members (install_id, person);

do $$
declare
  name text;
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
begin
  foreach name in array array['platform_people', 'channels', 'channel_members'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy in_workspace on %I to ragbot_app using (%s) with check (%s)', name, here, here);
    execute format('grant select, insert, update, delete on %I to ragbot_app', name);
  end loop;
end $$;
