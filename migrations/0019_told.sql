-- What people may be told unasked, what a question meant where it was asked, and texts that go with the turn they are of.

-- A row: this person does not want to be told of this. As a request has their id.
create table notification_choices (
  workspace_id uuid not null,
  install_id uuid not null,
  person text not null,
  kind text not null,
  primary key (workspace_id, install_id, person, kind),
  foreign key (workspace_id, install_id) references installs (workspace_id, id) on delete cascade
);
alter table notification_choices enable row level security;
alter table notification_choices force row level security;
create policy in_workspace on notification_choices to ragbot_app
  using (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid));
grant select, insert, update, delete on notification_choices to ragbot_app;

alter table conversation_messages
  -- Of a question that leans on what was said before it: what was looked up.
  add column read_as text;

alter table awaited
  add column read_as text,
  -- The refusal that it is kept for, and goes with; null for those of before.
  add column conversation_id uuid,
  add column seq integer,
  -- Times in a row that it could not be asked, or its person not be told.
  add column tries integer not null default 0,
  add foreign key (workspace_id, conversation_id, seq)
    references conversation_messages (workspace_id, conversation_id, seq) on delete cascade;
-- While a worker asks it, and after it failed.
alter table awaited rename column claimed_until to next_at;
alter table awaited alter column next_at set default now();
create index awaited_of_turn on awaited (workspace_id, conversation_id, seq);
drop index awaited_once;
create unique index awaited_once on awaited (install_id, (person ->> 'id'), md5(lower(coalesce(read_as, question))));

-- Those of before may hold what was asked, and nothing tells of which turn they are.
alter table action_values no force row level security;
delete from action_values where value like 'again:%' or value like 'yes:%';
alter table action_values force row level security;
alter table action_values
  -- The answer below which it stands, and with which it goes.
  add column conversation_id uuid,
  add column seq integer,
  add foreign key (workspace_id, conversation_id, seq)
    references conversation_messages (workspace_id, conversation_id, seq) on delete cascade;
create index action_values_of_turn on action_values (workspace_id, conversation_id, seq);

alter table conversations
  -- By a person: its title is not its first question any more.
  add column is_renamed boolean not null default false;

create index inbox_of_thread on inbox (install_id, thread_key, id);
create index outbox_of_answer on outbox (workspace_id, conversation_id, message_seq) where conversation_id is not null;
