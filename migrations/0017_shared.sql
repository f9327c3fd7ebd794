-- An answer that someone was given alone may be shown to others by them, once.

alter table conversation_messages
  -- The trace of the message that showed it.
  add column shared_as text;
