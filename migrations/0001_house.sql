-- Everything a question and its answer need. Rules that hold in every table:
--   * a tenant table starts its key with workspace_id, so that no UNIQUE tells one workspace about another;
--   * row security is FORCEd, so that not even the owner of the tables reads across workspaces;
--   * work is done as ragbot_app inside one workspace, or as ragbot_system on the few tables that are needed
--     before or across workspaces. Neither role owns anything, and neither can bypass row security.

create extension if not exists vector;

-- Roles belong to the whole server: another database's ragbot, or an administrator, may have made them already.
do $$ begin
  if not exists (select from pg_roles where rolname = 'ragbot_app') then create role ragbot_app nologin; end if;
  if not exists (select from pg_roles where rolname = 'ragbot_system') then create role ragbot_system nologin; end if;
exception when duplicate_object or unique_violation then null; -- made by another process in this instant
end $$;
-- From Postgres 16 on, who makes a role may administer it but not take it on, until it is granted.
do $$ begin
  execute format('grant ragbot_app, ragbot_system to %I', current_user);
exception when insufficient_privilege then null; -- an administrator may have granted them; the next lines tell
end $$;
set local role ragbot_app;
reset role;
set local role ragbot_system;
reset role;
grant usage on schema public to ragbot_app, ragbot_system;

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null default now()
);

-- Retrieval -----------------------------------------------------------------------------------------------------

-- How the chunks of a workspace were made. Documents move to the current version as they are indexed again; until
-- then their terms stay searchable beside the new ones. Vectors of two models are never mixed in one search.
create table index_versions (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  analyzer text not null,
  chunker text not null,
  -- In terms. Fixed for the version: an average-so-far would make scores depend on the order of indexing.
  average_length real not null,
  embedding_model text,
  embedding_dimensions integer,
  is_current boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index one_current_index_version on index_versions (workspace_id) where is_current;

-- The extracted text of a file: immutable, addressed by the SHA-256 of text and layout.
create table artifacts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  hash text not null,
  text text not null,
  layout jsonb not null,
  media_type text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, hash)
);

-- Written once and read rarely: compressing it would hold up the embedded engine for what disk space costs.
alter table artifacts alter column text set storage external;

-- One indexing of one document. Its chunks are written in small transactions and seen by nobody until the
-- document points here; what nothing points to any more is removed later, in small transactions too.
create table revisions (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  index_version_id uuid not null,
  artifact_hash text not null,
  state text not null default 'writing' check (state in ('writing', 'current', 'retired')),
  touched_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, index_version_id) references index_versions (workspace_id, id),
  foreign key (workspace_id, artifact_hash) references artifacts (workspace_id, hash)
);
create index revisions_by_artifact on revisions (workspace_id, artifact_hash);
create index revisions_unfinished on revisions (workspace_id, touched_at) where state <> 'current';

create table documents (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  -- Where it came from: the same key is the same document the next time.
  source_key text not null,
  -- SHA-256 of what was read, before extraction: equal means that there is nothing to do.
  source_hash text not null,
  uri text not null,
  external_id text,
  title text not null,
  url text,
  media_type text not null,
  -- 'workspace', 'channel:<platform>:<id>' or 'person:<platform>:<id>'.
  audience text not null,
  revision_id uuid not null,
  chunk_count integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, audience, source_key),
  unique (workspace_id, revision_id),
  foreign key (workspace_id, revision_id) references revisions (workspace_id, id)
);

create table chunks (
  workspace_id uuid not null,
  revision_id uuid not null,
  ordinal integer not null,
  start_offset integer not null,
  end_offset integer not null,
  page integer,
  heading text,
  text text not null,
  length integer not null,
  -- Saturated BM25 weights by term id; the query side carries the IDF. Ids are hashes in 1 .. 999,999,999.
  terms sparsevec(1000000000) not null,
  -- The same ids as an array, which a sparsevec cannot be unnested into.
  term_ids integer[] not null,
  primary key (workspace_id, revision_id, ordinal),
  foreign key (workspace_id, revision_id) references revisions (workspace_id, id)
);

-- In how many chunks of published documents a term occurs: appended, sorted, and summed when read. Rows that are
-- updated in place would deadlock between two indexers. Term 0 counts all chunks. No foreign key: checking it for each
-- of thousands of rows took longer than writing them.
create table term_counts (
  workspace_id uuid not null,
  index_version_id uuid not null,
  term integer not null,
  chunks integer not null
);
create index term_counts_by_term on term_counts (workspace_id, term) include (chunks);

-- A file that was handed to the bot and waits to be indexed; its bytes go when that is done.
create table uploads (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  audience text not null,
  bytes bytea,
  state text not null default 'pending' check (state in ('pending', 'indexed', 'unchanged', 'failed')),
  document_id uuid,
  chunks integer,
  error_code text,
  error_message text,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index uploads_pending on uploads (created_at) where state = 'pending';

-- Conversations -------------------------------------------------------------------------------------------------

create table conversations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  platform text not null,
  title text not null,
  -- Counted here under the row's lock, so that seq has no gaps.
  last_seq integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index conversations_by_update on conversations (workspace_id, updated_at desc, id);

-- Display-first: display_markdown is exactly what was shown. Errors are never stored as replies.
create table conversation_messages (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq integer not null check (seq > 0),
  role text not null check (role in ('user', 'assistant')),
  kind text not null check (kind in ('user', 'assistant', 'assistant_grounded')),
  content_markdown text not null,
  display_markdown text not null,
  citations jsonb not null default '[]',
  device_id text,
  client_message_id text,
  platform_message_id text,
  backend text,
  model text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, conversation_id, seq),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
create unique index message_once_per_device on conversation_messages
  (workspace_id, conversation_id, device_id, client_message_id) where client_message_id is not null;
create unique index message_once_per_platform on conversation_messages
  (workspace_id, conversation_id, platform_message_id) where platform_message_id is not null;

create table platform_conversations (
  workspace_id uuid not null,
  platform text not null,
  thread_key text not null,
  conversation_id uuid not null,
  primary key (workspace_id, platform, thread_key),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
create index platform_conversations_by_conversation on platform_conversations (workspace_id, conversation_id);

-- The way in and out --------------------------------------------------------------------------------------------

create table inbox (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  platform text not null,
  -- The platform's own identity of the message: a second delivery meets the unique key below.
  natural_key text not null,
  thread_key text not null,
  payload jsonb not null,
  secret bytea,
  state text not null default 'pending' check (state in ('pending', 'done', 'dead')),
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  trace_id text not null,
  error text,
  received_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (workspace_id, platform, natural_key)
);
create index inbox_pending on inbox (platform, thread_key, id) where state = 'pending';

create table outbox (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  platform text not null,
  thread_key text not null,
  inbox_id bigint not null references inbox (id) on delete cascade,
  kind text not null check (kind in ('placeholder', 'final')),
  private boolean not null,
  payload jsonb not null,
  target jsonb not null,
  secret bytea,
  -- pending → sending → sent; 'ambiguous' when the outcome is unknown; 'dead' when it was given up.
  state text not null default 'pending' check (state in ('pending', 'sending', 'ambiguous', 'sent', 'dead')),
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  message_id text,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (workspace_id, inbox_id, kind)
);
create index outbox_private on outbox (workspace_id, platform, thread_key, id) where private;
create index outbox_unfinished on outbox (platform, thread_key, id) where state in ('pending', 'sending', 'ambiguous');

-- Who works on a thread right now. Rows, because all embedded connections share one session and would all hold the
-- same advisory lock.
create table thread_leases (
  name text primary key,
  holder text not null,
  expires_at timestamptz not null
);

-- Row security --------------------------------------------------------------------------------------------------

do $$
declare
  name text;
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
begin
  foreach name in array array['index_versions', 'artifacts', 'revisions', 'documents', 'chunks', 'term_counts', 'uploads',
    'conversations', 'conversation_messages', 'platform_conversations', 'inbox', 'outbox'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy in_workspace on %I to ragbot_app using (%s) with check (%s)', name, here, here);
    execute format('grant select, insert, update, delete on %I to ragbot_app', name);
  end loop;

  foreach name in array array['inbox', 'outbox', 'uploads', 'workspaces', 'thread_leases'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy across_workspaces on %I to ragbot_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to ragbot_system', name);
  end loop;
end $$;

create policy own_workspace on workspaces for select to ragbot_app
  using (id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select on workspaces to ragbot_app;
