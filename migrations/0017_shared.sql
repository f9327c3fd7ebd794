-- An answer that someone was given alone may be shown to others by them, once.

alter table conversation_messages
  -- The trace of the message that showed it.
  add column shared_as text;

-- Who made a channel looks after what the bot says there.
alter table channels
  add column creator text;
