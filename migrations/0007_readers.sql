-- Who may read is decided here: a reader's search, answers and pages run as ragbot_reader, who sees what is for one of the
-- audiences of his transaction, and nothing else.

-- The truth: which audiences a document is for, from whom and through which message. The first is its origin.
create table document_audiences (
  workspace_id uuid not null,
  document_id uuid not null,
  audience text not null,
  -- Who shared it, '<platform>:<person>', and by which message; null for what was indexed by command or page.
  shared_by text,
  message text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, document_id, audience),
  foreign key (workspace_id, document_id) references documents (workspace_id, id) on delete cascade
);
-- Which channels have documents at all: asked for with every question.
create index document_audiences_shared on document_audiences (workspace_id, audience) where audience <> 'workspace';

alter table documents no force row level security;
alter table document_counts no force row level security;
alter table documents
  -- The audience it was first shared with: one name shared in two places is two documents. `audience` says the same for
  -- the version before, and goes with the next.
  add column origin text,
  -- Kept with document_audiences, in the same transaction: policies test this.
  add column audiences text[];
update documents set origin = audience, audiences = array[audience];
alter table documents
  alter column origin set not null,
  alter column audiences set not null,
  add check (cardinality(audiences) > 0),
  drop constraint documents_workspace_id_audience_source_key_key,
  add unique (workspace_id, origin, source_key);
drop index documents_shared;
insert into document_audiences (workspace_id, document_id, audience) select workspace_id, id, audience from documents;

-- By the set of audiences: none is counted twice.
alter table document_counts add column audiences text[];
update document_counts set audiences = array[audience];
alter table document_counts alter column audiences set not null;
drop index document_counts_by_audience;
alter table document_counts drop column audience;
create index document_counts_by_audiences on document_counts (workspace_id, audiences, language) include (documents);
alter table documents force row level security;
alter table document_counts force row level security;

do $$ begin
  if not exists (select from pg_roles where rolname = 'ragbot_reader') then create role ragbot_reader nologin; end if;
exception when duplicate_object or unique_violation then null; -- made by another process in this instant
end $$;
do $$ begin
  execute format('grant ragbot_reader to %I', current_user);
exception when insufficient_privilege then null;
end $$;
set local role ragbot_reader;
reset role;
grant usage on schema public to ragbot_reader;

do $$
declare
  name text;
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
  -- The reader's, as the keys of an object: those are found by halving, also among 200.
  mine constant text := '(select nullif(current_setting(''ragbot.audiences'', true), '''')::jsonb) ?| audiences';
begin
  alter table document_audiences enable row level security;
  alter table document_audiences force row level security;
  execute format('create policy in_workspace on document_audiences to ragbot_app using (%s) with check (%s)', here, here);
  grant select, insert, update, delete on document_audiences to ragbot_app;

  execute format('create policy readable on documents for select to ragbot_reader using (%s and %s)', here, mine);
  grant select on documents to ragbot_reader;
  -- What words weigh and how much there is, whoever asks: see docs/architecture.md.
  foreach name in array array['index_versions', 'revisions', 'term_counts', 'document_counts', 'embedding_models'] loop
    execute format('create policy readable on %I for select to ragbot_reader using (%s)', name, here);
  end loop;
  grant select on index_versions, term_counts, document_counts, embedding_models to ragbot_reader;
  grant select (workspace_id, state) on revisions to ragbot_reader;
  grant execute on function find_chunks(sparsevec, integer[], integer[], integer) to ragbot_reader;

  foreach name in array array['documents', 'revisions', 'artifacts', 'embeddings'] loop
    execute format('create policy lookup on %I for select to ragbot_lookup using (true)', name);
    execute format('grant select on %I to ragbot_lookup', name);
  end loop;
end $$;

-- Passages, vectors and texts are reached through their documents only. As views, whose owner may see all rows: a policy
-- would look each one's document up. They are barriers: what a query does with a row it does after these conditions.
create view readable_chunks with (security_barrier) as
  select d.id as document_id, d.text_id, d.external_id, d.title, d.uri, d.url, d.thumbnail_url, d.media_type, d.author,
         d.modified_at, d.created_at,
         c.revision_id, c.ordinal, c.start_offset, c.end_offset, c.page, c.heading, c.text, c.terms, c.term_ids, c.marks, c.line
    from chunks c join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id
   where c.workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid)
     and (select nullif(current_setting('ragbot.audiences', true), '')::jsonb) ?| d.audiences;
create view readable_embeddings with (security_barrier) as
  select d.uri, d.url, d.title, d.media_type, d.author, d.modified_at, d.created_at,
         e.model_id, e.revision_id, e.ordinal, e.embedding
    from embeddings e join documents d on d.workspace_id = e.workspace_id and d.revision_id = e.revision_id
   where e.workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid)
     and (select nullif(current_setting('ragbot.audiences', true), '')::jsonb) ?| d.audiences;
create view readable_texts with (security_barrier) as
  select d.id as document_id, a.text, a.layout
    from documents d join revisions r on r.workspace_id = d.workspace_id and r.id = d.revision_id
      join artifacts a on a.workspace_id = r.workspace_id and a.hash = r.artifact_hash
   where d.workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid)
     and (select nullif(current_setting('ragbot.audiences', true), '')::jsonb) ?| d.audiences;
grant create on schema public to ragbot_lookup;
alter view readable_chunks owner to ragbot_lookup;
alter view readable_embeddings owner to ragbot_lookup;
alter view readable_texts owner to ragbot_lookup;
revoke create on schema public from ragbot_lookup;
grant select on readable_chunks, readable_embeddings, readable_texts to ragbot_reader;
