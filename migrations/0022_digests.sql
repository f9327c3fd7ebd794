-- What a channel is told of by itself, once a day or a week.

alter table channel_settings add column digest text check (digest in ('off', 'daily', 'weekly'));

create table channel_digests (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  install_id uuid not null references installs (id) on delete cascade,
  channel text not null,
  -- As the channel wanted it when the next one was set.
  every text not null,
  -- What came until then was told, or came before anyone wanted to be told.
  told_until timestamptz not null,
  due_at timestamptz not null,
  -- A worker makes it.
  claimed_until timestamptz not null default '-infinity',
  primary key (install_id, channel)
);
alter table channel_digests enable row level security;
alter table channel_digests force row level security;
create policy in_workspace on channel_digests to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select, insert, update, delete on channel_digests to ragbot_app;
