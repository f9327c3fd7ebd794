-- What Teams and Discord brought: files that the bot fetches itself, replies that change while work goes on, what
-- people say about answers, codes that carry a conversation to another place, and limits that all processes share.

-- Given by whoever indexes, like the url.
alter table documents add column thumbnail_url text;
-- Which channels have documents at all: asked for with every question.
create index documents_shared on documents (workspace_id, audience) where audience <> 'workspace';

-- A source shared in a message: it is read from the message's row, and the message waits until all of its are done.
alter table uploads
  add column inbox_id bigint references inbox (id) on delete cascade,
  add column ordinal integer,
  add column stage text not null default 'waiting' check (stage in ('waiting', 'fetching', 'reading')),
  add column not_before timestamptz not null default now();
create unique index uploads_of_message on uploads (inbox_id, ordinal) where inbox_id is not null;

-- When a key that means "the latest conversation here" was last given one.
alter table platform_conversations add column mapped_at timestamptz not null default now();

-- What an answer answers: on the chat page other questions may stand between.
alter table conversation_messages add column question_seq integer;

-- Where the answer stands in its conversation; and whether a placeholder was changed while it was being sent.
alter table outbox
  add column conversation_id uuid,
  add column message_seq integer,
  add column changed boolean not null default false;
create index outbox_of_message on outbox (inbox_id);
-- A person's last questions.
create index inbox_of_person on inbox (workspace_id, platform, (payload ->> 'person'), id);

create table feedback (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq integer not null,
  platform text not null,
  person text not null,
  kind text not null check (kind in ('helpful', 'not-helpful', 'favourite', 'report')),
  text text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, conversation_id, seq, platform, person, kind),
  foreign key (workspace_id, conversation_id, seq)
    references conversation_messages (workspace_id, conversation_id, seq) on delete cascade
);
create index feedback_of_person on feedback (workspace_id, platform, person, created_at desc);

-- Only the code's hash: whoever reads the table cannot take a conversation over.
create table link_codes (
  workspace_id uuid not null,
  code_hash bytea not null,
  conversation_id uuid not null,
  expires_at timestamptz not null,
  -- The message that used it: the same one may do so again after a crash, no other.
  used_by text,
  primary key (workspace_id, code_hash),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);

-- A platform's limits, a row a bucket. They belong to the app's token, not to a workspace.
create table rate_limits (
  bucket text primary key,
  blocked_until timestamptz not null default 'epoch',
  -- When turns were taken, newest last, as long as any allowance looks back.
  taken timestamptz[] not null default '{}'
);

do $$
declare
  name text;
  here constant text := 'workspace_id = (select nullif(current_setting(''ragbot.workspace'', true), '''')::uuid)';
begin
  foreach name in array array['feedback', 'link_codes'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy in_workspace on %I to ragbot_app using (%s) with check (%s)', name, here, here);
    execute format('grant select, insert, update, delete on %I to ragbot_app', name);
  end loop;
  foreach name in array array['rate_limits'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy across_workspaces on %I to ragbot_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to ragbot_system', name);
  end loop;
end $$;
