-- The engine in depth: what documents say of themselves, places besides pages, vectors, index versions that are built
-- beside the one in use, and what could not be answered.

alter table documents
  add column author text,
  -- As the document or its source says; when nobody says, created_at stands in for it.
  add column modified_at timestamptz,
  -- ISO 639-1: its words are stemmed by it.
  add column language text not null default 'en',
  -- What the web server said of this version.
  add column etag text,
  add column last_modified text,
  -- The revision that the text came with, whatever revisions rebuilds make of it: links to places in it hold.
  add column text_id uuid;
-- Forced row security shows its owner nothing.
alter table documents no force row level security;
update documents set text_id = revision_id;
alter table documents force row level security;
alter table documents alter column text_id set not null;

alter table chunks
  -- Slides, rows or moments that begin in the chunk, after the one it begins in; offsets into its text.
  add column marks jsonb,
  -- The line it begins on, where readers go by lines.
  add column line integer;

-- A search reads the weights of thousands of chunks and the texts of ten: what is too large for its row is the text.
alter table chunks
  alter column text set storage external,
  alter column terms set storage main,
  alter column term_ids set storage main;

-- 'building': written beside the one in use and seen by nobody. 'former': documents may still point to it. 'retired': a
-- newer one replaced all of it, and its counts are gone.
alter table index_versions
  add column state text not null default 'former' check (state in ('building', 'current', 'former', 'retired')),
  -- Vectors have a table of their own: another model does not mean other chunks.
  drop column embedding_model,
  drop column embedding_dimensions,
  -- Who rebuilds into it, and when that process was last heard of: one at a time.
  add column builder uuid,
  add column built_at timestamptz;
alter table index_versions no force row level security;
update index_versions set state = 'current' where is_current;
alter table index_versions force row level security;
drop index one_current_index_version;
alter table index_versions drop column is_current;
create unique index one_current_index_version on index_versions (workspace_id) where state = 'current';
create unique index one_building_index_version on index_versions (workspace_id) where state = 'building';

alter table revisions
  -- Made by a rebuild: what it takes the place of when the new version is switched on.
  add column replaces uuid,
  add column chunk_count integer;
create unique index revisions_replacing on revisions (workspace_id, index_version_id, replaces) where replaces is not null;

-- Many terms of many chunks are looked up at once: above some thousand chunks this finds the few that hold a rare one.
create index chunks_by_term on chunks using gin (term_ids);

-- Row security lets no index but btrees be used before its own condition, so candidates are found by a function whose
-- owner may see all chunks, can do nothing else, and filters by the same setting.
do $$ begin
  if not exists (select from pg_roles where rolname = 'ragbot_lookup') then create role ragbot_lookup nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant ragbot_lookup to %I', current_user);
exception when insufficient_privilege then null;
end $$;
set local role ragbot_lookup;
reset role;
create policy lookup on chunks for select to ragbot_lookup using (true);
grant select on chunks to ragbot_lookup;
-- Chunks that hold any of some terms, or all of some others; null stands for none.
create function find_chunks(query sparsevec, any_of integer[], all_of integer[], at_most integer)
  returns table (revision_id uuid, ordinal integer, distance double precision)
  language sql stable security definer set search_path = pg_catalog, public
  -- Before the first ANALYZE the planner would rather read all chunks; to start parallel workers takes longer than this.
  set enable_seqscan = off set max_parallel_workers_per_gather = 0
  as $$
    select c.revision_id, c.ordinal, c.terms <#> query
      from (select * from chunks where any_of is not null and term_ids && any_of
            union all
            select * from chunks where all_of is not null and term_ids @> all_of
                                   and (any_of is null or not term_ids && any_of)) c
     -- "=" could be looked up in the primary key, which gives all chunks of the workspace.
     where c.workspace_id is not distinct from (select nullif(current_setting('ragbot.workspace', true), '')::uuid)
     order by 3 limit at_most
  $$;
grant create on schema public to ragbot_lookup;
grant usage on schema public to ragbot_lookup;
alter function find_chunks(sparsevec, integer[], integer[], integer) owner to ragbot_lookup;
revoke create on schema public from ragbot_lookup;
revoke all on function find_chunks(sparsevec, integer[], integer[], integer) from public;
grant execute on function find_chunks(sparsevec, integer[], integer[], integer) to ragbot_app;

-- How many documents an audience has in a language: appended and summed when read, as counting rows takes 30 ms at 100,000.
create table document_counts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  audience text not null,
  language text not null,
  documents integer not null
);
create index document_counts_by_audience on document_counts (workspace_id, audience, language) include (documents);
alter table documents no force row level security;
insert into document_counts (workspace_id, audience, language, documents)
  select workspace_id, audience, language, count(*) from documents group by 1, 2, 3;
alter table documents force row level security;

-- The models whose vectors are here. A model is searched once all chunks had a vector of it; the others' are removed then.
create table embedding_models (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  model text not null,
  dimensions integer not null,
  ready_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, model)
);
create table embeddings (
  workspace_id uuid not null,
  model_id uuid not null,
  revision_id uuid not null,
  ordinal integer not null,
  embedding vector not null,
  primary key (workspace_id, model_id, revision_id, ordinal),
  foreign key (workspace_id, model_id) references embedding_models (workspace_id, id) on delete cascade
);
create index embeddings_of_revision on embeddings (workspace_id, revision_id);
-- Never smaller compressed.
alter table embeddings alter column embedding set storage external;

-- Questions that ended in "I don't know", for whoever looks after the documents.
create table gaps (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id bigint generated always as identity,
  question text not null,
  -- What came closest: document ids, best first.
  nearest uuid[] not null,
  audiences text[] not null,
  asked_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index gaps_by_time on gaps (workspace_id, asked_at);

do $$
declare
  name text;
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
begin
  foreach name in array array['document_counts', 'embedding_models', 'embeddings', 'gaps'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy in_workspace on %I to ragbot_app using (%s) with check (%s)', name, here, here);
    execute format('grant select, insert, update, delete on %I to ragbot_app', name);
  end loop;
end $$;
-- Old ones are removed across workspaces.
create policy across_workspaces on gaps to ragbot_system using (true) with check (true);
grant select, delete on gaps to ragbot_system;
