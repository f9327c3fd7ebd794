-- What was indexed from an address, a sitemap or a folder is a source: it is read again, and what is gone there goes here.

create table sources (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('page', 'sitemap', 'folder')),
  -- An address without its fragment, or the absolute path of a folder.
  uri text not null,
  -- Who may read what comes from it.
  audience text not null,
  -- Seconds between two readings; null: it is read when someone asks for it.
  every integer check (every > 0),
  created_at timestamptz not null default now(),
  -- When a reading last began, and when the last one that succeeded did.
  tried_at timestamptz,
  read_at timestamptz,
  next_at timestamptz,
  -- Readings in a row that did not succeed, one under way included.
  failures integer not null default 0,
  failing_since timestamptz,
  error_code text,
  error_message text,
  -- Pages or files of the last reading that could not be indexed, and why the first of them could not.
  left_out integer not null default 0,
  note text,
  primary key (workspace_id, id),
  unique (workspace_id, audience, uri)
);
create index sources_due on sources (next_at) where next_at is not null;

-- What came from a source and was indexed: a document of the source's audience by its key. One without a document was
-- deleted by someone, and is not read again.
create table source_items (
  workspace_id uuid not null,
  source_id uuid not null,
  source_key text not null,
  primary key (workspace_id, source_id, source_key),
  foreign key (workspace_id, source_id) references sources (workspace_id, id) on delete cascade
);
create index source_items_by_key on source_items (workspace_id, source_key);

do $$
declare
  name text;
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
begin
  foreach name in array array['sources', 'source_items'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy in_workspace on %I to ragbot_app using (%s) with check (%s)', name, here, here);
    execute format('grant select, insert, update, delete on %I to ragbot_app', name);
  end loop;
end $$;
-- Who reads them again looks for those of all workspaces that are due.
create policy across_workspaces on sources to ragbot_system using (true) with check (true);
grant select, update on sources to ragbot_system;

-- When it was last seen to be so at its source; null for what has none.
alter table documents add column read_at timestamptz;
create or replace view readable_chunks with (security_barrier) as
  select d.id as document_id, d.text_id, d.external_id, d.title, d.uri, d.url, d.thumbnail_url, d.media_type, d.author,
         d.modified_at, d.created_at,
         c.revision_id, c.ordinal, c.start_offset, c.end_offset, c.page, c.heading, c.text, c.terms, c.term_ids, c.marks, c.line,
         d.read_at
    from chunks c join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id
   where c.workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid)
     and (select nullif(current_setting('ragbot.audiences', true), '')::jsonb) ?| d.audiences;
