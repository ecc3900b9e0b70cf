-- How the mails of a list stand is asked by their keys, also of those that were sent.
create index inbox_mail on platform.inbox (key) where subscriber = 'platform.mailer';
