-- What an install is of, and what its app needs to speak there: filled by whoever installs the app, read by a delivery
-- before it is stored.

alter table installs no force row level security;
alter table installs
  -- The team, enterprise, server or tenant that it is of; for the tokens of an environment, the workspace they serve.
  add column account text,
  -- Of an enterprise as a whole: all of its teams.
  add column is_org boolean not null default false,
  -- The bot's own id there.
  add column bot_id text,
  add column scopes text[] not null default '{}',
  -- Sealed for this install. Null where the environment has them.
  add column access_token bytea,
  add column refresh_token bytea,
  add column expires_at timestamptz,
  add column settings jsonb not null default '{}',
  -- Only what is active takes deliveries.
  add column state text not null default 'active' check (state in ('active', 'paused', 'removed'));
update installs set account = workspace_id::text;
alter table installs
  alter column account set not null,
  add check (app <> 'environment' or (access_token is null and refresh_token is null));
create unique index one_install_of_account on installs (platform, app, account) where state <> 'removed';
alter table installs force row level security;

-- Who has looked one up keeps it until it hears this.
create function installs_changed() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('ragbot_installs', '');
  return null;
end $$;
create trigger installs_changed after insert or update or delete on installs for each statement execute function installs_changed();
