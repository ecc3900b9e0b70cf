using System.Diagnostics;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Ledger;

/// <summary>Whatever somebody does to a table of the books who may do anything there, triggers off, is seen and named.</summary>
public sealed class DamageTests(Cluster cluster)
{
    /// <summary>
    /// What is done, and what a fault must say; {name} stands for the id of ProofLab. Each is undone before the next one.
    /// </summary>
    private static readonly (string Sql, string Named)[] _damages =
    [
        // account
        ("update ledger.account set code = '1111' where code = '1110'", "account {cash}"),
        ("update ledger.account set name = '{\"en\":\"Mine\"}' where code = '1110'", "account {cash}"),
        ("update ledger.account set type = 'expense' where code = '1110'", "account {cash}"),
        ("update ledger.account set normal_side = 'credit' where code = '1110'", "account {cash}"),
        ("update ledger.account set currency = 'EUR' where code = '1110'", "account {cash}"),
        ("update ledger.account set parent_id = null where code = '1110'", "account {cash}"),
        ("update ledger.account set is_group = true where code = '1110'", "account {cash}"),
        ("update ledger.account set has_subaccounts = true where code = '1110'", "account {cash}"),
        ("update ledger.account set store_id = '{store}' where code = '1110'", "account {cash}"),
        ("update ledger.account set dimensions = '{\"a\":\"b\"}' where code = '1110'", "account {cash}"),
        ("update ledger.account set closed_at = now() where code = '1110'", "account {cash}"),
        ("update ledger.account set version = 2 where code = '1110'", "account {cash}"),
        ("update ledger.account set version = 0 where code = '1110'", "account {cash}"),
        ("update ledger.account set id = gen_random_uuid() where code = '1110'", "account {cash}"),
        ("delete from ledger.account where code = '1110'", "account {cash}"),
        ("insert into ledger.account select '{new}', '1119', name, parent_id, type, normal_side, is_group, has_subaccounts, currency, store_id, dimensions, closed_at, version, updated_at from ledger.account where code = '1110'", "account {new}"),
        ("alter table ledger.account drop constraint account_pkey cascade, drop constraint account_code_key; insert into ledger.account select * from ledger.account where code = '1110'", "It cannot be checked"),
        // account_role
        ("update ledger.account_role set account_id = (select account_id from ledger.account_role where role = 'sales' limit 1) where role = 'tender' and key = 'cash'", "account {cash}"),
        ("update ledger.account_role set key = 'cash2' where role = 'tender' and key = 'cash'", "account {cash}"),
        ("update ledger.account_role set role = 'tenders' where role = 'tender' and key = 'cash'", "account {cash}"),
        ("update ledger.account_role set store_id = '{store}' where role = 'tender' and key = 'cash'", "account {cash}"),
        ("update ledger.account_role set account_id = '{new}' where role = 'tender' and key = 'cash'", "{new}, which is not there"),
        ("delete from ledger.account_role where role = 'tender' and key = 'cash'", "account {cash}"),
        ("insert into ledger.account_role (role, key, account_id) values ('tender', 'shells', '{cash}')", "account {cash}"),
        // subaccount
        ("update ledger.subaccount set owner = 'mine' where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set account_id = '{cash}' where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set currency = 'EUR' where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set floor = -1000 where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set ceiling = null where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set closed_at = now() where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set version = 7 where id = '{wallet}'", "subaccount {wallet}"),
        ("update ledger.subaccount set version = 1, ceiling = null where id = '{purse}'", "put back to version 1"),
        ("delete from ledger.subaccount where id = '{wallet}'", "subaccount {wallet}"),
        ("insert into ledger.subaccount select '{new}', account_id, owner, currency, floor, ceiling, closed_at, version, updated_at from ledger.subaccount where id = '{wallet}'", "subaccount {new}"),
        // subaccount_balance
        ("update ledger.subaccount_balance set balance = balance + 1 where id = '{wallet}'", "Sub-account {wallet}: its balance"),
        ("update ledger.subaccount_balance set held = held + 1 where id = '{wallet}'", "is held"),
        ("update ledger.subaccount_balance set held = 0 where id = '{wallet}'", "Sub-account {wallet}: 0 is held"),
        ("update ledger.subaccount_balance set floor = -5 where id = '{wallet}'", "Sub-account {wallet}: its balance row says bounds"),
        ("update ledger.subaccount_balance set ceiling = null where id = '{wallet}'", "Sub-account {wallet}: its balance row says bounds"),
        ("delete from ledger.subaccount_balance where id = '{wallet}'", "Sub-account {wallet} has bounds and no balance row"),
        ("insert into ledger.subaccount_balance (id, floor) values ('{free}', 0)", "Sub-account {free} has a balance row and no bounds"),
        ("alter table ledger.subaccount_balance drop constraint subaccount_balance_pkey; insert into ledger.subaccount_balance select * from ledger.subaccount_balance where id = '{wallet}'", "Sub-account {wallet} has 2 balance rows"),
        ("alter table ledger.subaccount_balance drop constraint subaccount_ceiling; update ledger.subaccount_balance set ceiling = 1 where id = '{wallet}'; update ledger.subaccount set ceiling = 1 where id = '{wallet}'", "outside of its bounds"),
        // period
        ("update ledger.period set state = 'open' where id = '{period}'", "period {period}"),
        ("update ledger.period set ends_on = ends_on - 5 where id = '{period}'", "period {period}"),
        ("update ledger.period set starts_on = starts_on + 5 where id = '{period}'", "period {period}"),
        ("update ledger.period set version = 2 where id = '{period}'", "period {period}"),
        ("delete from ledger.period where id = '{period}'", "period {period}"),
        ("insert into ledger.period (id, starts_on, ends_on, state, updated_at) values ('{new}', '1999-01-01', '1999-12-31', 'closed', now())", "period {new}"),
        // book
        ("update ledger.book set currency = 'EUR'", "Book"),
        ("update ledger.book set year_start = 5", "Book"),
        ("update ledger.book set future_days = 365", "Book"),
        ("update ledger.book set approval_limit = 99", "Book"),
        ("update ledger.book set template = 'other'", "Book"),
        ("update ledger.book set version = 9", "book"),
        ("delete from ledger.book", "Book"),
        // entry
        ("update ledger.entry set kind = 'correction' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set series = 'SZ' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set year = year - 1 where id = '{entry}'", "{entry}"),
        ("update ledger.entry set business_date = business_date + 1 where id = '{entry}'", "{entry}"),
        ("update ledger.entry set recorded_at = recorded_at - interval '1 microsecond' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set document_type = 'year_end' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set document_id = '2' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set memo = memo || ' ' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set reverses = '{other}' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set reverses = null where id = '{reversal}'", "{reversal}"),
        ("update ledger.entry set corrects = '{other}' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set hold_id = '{posted}' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set link_id = null where id = '{linked}'", "{linked}"),
        ("update ledger.entry set link_id = '{linked}' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set rule = 'sale/2' where id = '{linked}'", "{linked}"),
        ("update ledger.entry set attachments = '{}' where id = '{linked}'", "{linked}"),
        ("update ledger.entry set posted_by = '{new}' where id = '{entry}'", "{entry}"),
        ("update ledger.entry set hash = sha256('x') where id = '{entry}'", "{entry}"),
        ("update ledger.entry set id = '{new}' where id = '{entry}'", "stands entry {new}"),
        ("update ledger.entry set memo = 'x' where id = '{waiting}'", "{waiting}"),
        ("delete from ledger.entry where id = '{entry}'", "{entry}"),
        ("delete from ledger.line where entry_key = (select key from ledger.entry where id = '{entry}'); delete from ledger.entry where id = '{entry}'", "{entry}"),
        ("insert into ledger.entry overriding system value select -5, '{new}', kind, series, year, business_date, recorded_at, document_type, document_id, memo, reverses, corrects, hold_id, link_id, rule, attachments, posted_by, hash from ledger.entry where id = '{entry}'", "{new}"),
        ("alter table ledger.entry drop constraint entry_pkey, drop constraint entry_id_key; insert into ledger.entry overriding system value select * from ledger.entry where id = '{entry}'", "is there twice"),
        ("alter table ledger.entry drop constraint entry_pkey, alter column key drop identity; update ledger.entry set key = (select sum(key) from ledger.entry where id in ('{entry}', '{other}')) - key where id in ('{entry}', '{other}')", "{entry}"),
        // line
        ("update ledger.line set amount = amount + 1 where no = 2 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set debit = '{cash}' where no = 1 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set credit = '{cash}' where no = 1 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set debit = '{new}' where no = 1 and entry_key = {entry.key}", "line 1: there is no account {new}"),
        ("update ledger.line set debit_sub = '{purse}' where debit_sub = '{wallet}' and entry_key = {spent.key}", "{spent}"),
        ("update ledger.line set debit_sub = '{new}' where debit_sub = '{wallet}' and entry_key = {spent.key}", "no sub-account {new}"),
        ("update ledger.line set credit_sub = '{wallet}' where no = 1 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set currency = 'EUR' where no = 2 and entry_key = {entry.key}", "line 2: it is in EUR"),
        ("update ledger.line set store_id = '{new}' where no = 1 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set business_date = business_date + 1 where no = 3 and entry_key = {entry.key}", "line 3 is of"),
        ("update ledger.line set memo = null where no = 1 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set no = 9 where no = 3 and entry_key = {entry.key}", "line 9 stands where line 3 should"),
        ("update ledger.line set no = 30 where no = 3 and entry_key = {entry.key}; update ledger.line set no = 3 where no = 2 and entry_key = {entry.key}; update ledger.line set no = 2 where no = 30 and entry_key = {entry.key}", "{entry}"),
        ("update ledger.line set entry_key = {other.key}, no = 4 where no = 3 and entry_key = {entry.key}", "{other}"),
        ("update ledger.line set entry_key = -9 where no = 3 and entry_key = {entry.key}", "Line 3 of entry key -9"),
        ("alter table ledger.line drop constraint line_amount_check; update ledger.line set amount = -amount where no = 2 and entry_key = {entry.key}", "line 2: its amount is -1500"),
        ("delete from ledger.line where no = 3 and entry_key = {entry.key}", "{entry}"),
        ("delete from ledger.line where entry_key = {entry.key}", "{entry}"),
        ("insert into ledger.line select entry_key, 4, debit, debit_sub, credit, credit_sub, amount, currency, store_id, business_date, memo from ledger.line where no = 3 and entry_key = {entry.key}", "{entry}"),
        ("alter table ledger.line drop constraint line_pkey; insert into ledger.line select * from ledger.line where no = 3 and entry_key = {entry.key}", "{entry}"),
        ("insert into ledger.line select -7, no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, business_date, memo from ledger.line where entry_key = {entry.key}", "of entry key -7"),
        // hold
        ("update ledger.hold set state = 'voided' where id = '{expired}'", "hold {expired}"),
        ("update ledger.hold set state = 'open', ended_at = null where id = '{voided}'", "hold {voided}"),
        ("update ledger.hold set state = 'open', ended_at = null, entry_id = null, version = 1 where id = '{posted}'", "hold {posted}"),
        ("update ledger.hold set entry_id = '{entry}' where id = '{posted}'", "hold {posted}"),
        ("update ledger.hold set expires_at = expires_at + interval '1 day' where id = '{open}'", "hold {open}"),
        ("update ledger.hold set document_type = 'manual' where id = '{open}'", "hold {open}"),
        ("update ledger.hold set document_id = '2' where id = '{open}'", "hold {open}"),
        ("update ledger.hold set memo = 'x' where id = '{open}'", "hold {open}"),
        ("update ledger.hold set created_by = '{new}' where id = '{open}'", "hold {open}"),
        ("update ledger.hold set created_at = created_at - interval '1 second' where id = '{open}'", "hold {open}"),
        ("update ledger.hold set ended_at = ended_at - interval '1 second' where id = '{posted}'", "hold {posted}"),
        ("update ledger.hold set hash = sha256('x') where id = '{open}'", "hold {open}"),
        ("update ledger.hold set version = 3 where id = '{open}'", "hold {open}"),
        ("update ledger.hold set memo = 'x' where id = '{promise}'", "hold {promise}"),
        ("delete from ledger.hold where id = '{open}'", "hold {open}"),
        ("insert into ledger.hold select '{new}', document_type, document_id, memo, expires_at, state, entry_id, created_by, created_at, ended_at, hash, version from ledger.hold where id = '{open}'", "hold {new}"),
        // hold_line
        ("update ledger.hold_line set amount = amount - 1 where hold_id = '{open}'", "hold {open}"),
        ("update ledger.hold_line set debit_sub = '{purse}' where hold_id = '{open}'", "hold {open}"),
        ("update ledger.hold_line set credit = '{cash}' where hold_id = '{open}'", "hold {open}"),
        ("update ledger.hold_line set memo = 'x' where hold_id = '{voided}'", "hold {voided}"),
        ("update ledger.hold_line set store_id = '{store}' where hold_id = '{open}'", "hold {open}"),
        ("update ledger.hold_line set no = 2 where hold_id = '{open}'", "hold {open}"),
        ("delete from ledger.hold_line where hold_id = '{open}'", "hold {open}"),
        ("insert into ledger.hold_line select hold_id, 2, debit, debit_sub, credit, credit_sub, amount, currency, store_id, memo from ledger.hold_line where hold_id = '{open}'", "hold {open}"),
        ("insert into ledger.hold_line select '{new}', no, debit, debit_sub, credit, credit_sub, amount, currency, store_id, memo from ledger.hold_line where hold_id = '{open}'", "hold {new}"),
        // reopening
        ("update ledger.reopening set reason = 'Mine' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set state = 'approved' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set asked_by = '{new}' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set asked_name = 'Third' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set asked_at = asked_at - interval '1 second' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set decided_by = '{new}' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set decided_name = 'Third' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set decided_at = decided_at - interval '1 microsecond' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set period_id = '{new}' where id = '{refused}'", "Reopening {refused}"),
        ("update ledger.reopening set reason = 'Mine' where id = '{asked}'", "Reopening {asked}"),
        ("update ledger.reopening set state = 'approved', decided_by = '{new}', decided_name = 'Third', decided_at = now() where id = '{asked}'", "Version 2 of reopening {asked} is neither sealed"),
        ("delete from ledger.reopening where id = '{asked}'; update ledger.reopening set state = 'asked', decided_by = null, decided_name = null, decided_at = null where id = '{refused}'", "Reopening {refused} (link"),
        ("update ledger.reopening set id = '{new}' where id = '{refused}'", "reopening {new}"),
        ("delete from ledger.reopening where id = '{refused}'", "Reopening {refused}"),
        ("insert into ledger.reopening select '{new}', period_id, reason, state, asked_by, asked_name, asked_at, decided_by, decided_name, decided_at from ledger.reopening where id = '{refused}'", "reopening {new}"),
        // rule
        ("update ledger.rule set body = body || '{\"memo\":\"x\"}' where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set body = body || '{\"memo\":\"x\"}' where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set valid_from = valid_from + 1 where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set valid_from = valid_from + 1 where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set document = 'payment_taken' where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set document = 'payment_taken' where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set hash = sha256('x') where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set hash = sha256('x') where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set recorded_at = recorded_at + interval '1 microsecond' where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set recorded_at = recorded_at + interval '1 microsecond' where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set by = '{new}' where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set by = '{new}' where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set version = 7 where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set version = 7 where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set id = '{new}' where id = '{rule}' and version = 1", "rule {rule}"),
        ("update ledger.rule set id = '{new}' where id = '{rule}' and version = 2", "rule {rule}"),
        ("update ledger.rule set body = (select body from ledger.rule where id = '{rule}' and version = 2), hash = (select hash from ledger.rule where id = '{rule}' and version = 2) where id = '{rule}' and version = 1", "Rule {rule}"),
        ("update ledger.rule set body = '{}' where id = '{rule}' and version = 1", "Rule {rule}"),
        ("delete from ledger.rule where id = '{rule}' and version = 1", "Rule {rule}"),
        ("delete from ledger.rule where id = '{rule}' and version = 2", "Rule {rule}"),
        ("insert into ledger.rule select id, document, 3, valid_from, body, hash, recorded_at, by from ledger.rule where id = '{rule}' and version = 2", "Version 3 of rule {rule}"),
        ("alter table ledger.rule drop constraint rule_pkey, drop constraint rule_id_version_key; insert into ledger.rule select * from ledger.rule where id = '{rule}' and version = 2", "rule {rule} is there twice"),
        // tail
        ("update ledger.tail set hash = sha256('x') where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set subject = '{new}' where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set kind = 'rule' where subject = '{promise}'", "hold {promise}"),
        ("update ledger.tail set version = 2 where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set version = 2 where subject = '{promise}'", "hold {promise}"),
        ("update ledger.tail set series = 'SZ' where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set year = year + 1 where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set recorded_at = recorded_at - interval '1 second' where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set by = '{new}' where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set link = '{new}' where subject = '{waiting}'", "{waiting}"),
        ("update ledger.tail set entry_key = {entry.key} where subject = '{waiting}'", "{waiting}"),
        ("delete from ledger.tail where subject = '{waiting}'", "{waiting}"),
        ("delete from ledger.tail where subject = '{promise}'", "hold {promise}"),
        ("insert into ledger.tail (kind, subject, version, hash, series, year, recorded_at, by, entry_key) select kind, subject, version, hash, series, year, recorded_at, by, entry_key from ledger.tail where subject = '{waiting}'", "{waiting} version 1 waits in the tail more than once"),
        ("insert into ledger.tail (kind, subject, version, hash, series, year, recorded_at, by, entry_key) select kind, subject, version, hash, series, year, recorded_at, by, entry_key from ledger.seal where subject = '{entry}'", "{entry} version 1 waits in the tail more than once, or is sealed already"),
        ("insert into ledger.tail (kind, subject, version, hash, recorded_at) values ('account', '{new}', 1, sha256('x'), now())", "{new}"),
        // seal
        ("update ledger.seal set sequence = 100000 where sequence = 5", "Link 5 is missing"),
        ("update ledger.seal set kind = 'rule' where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set subject = '{new}' where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set version = 5 where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set hash = sha256('x') where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set chain = sha256('x') where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set by = '{new}' where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set recorded_at = recorded_at + interval '1 microsecond' where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set link = '{new}' where sequence = 5", "Link 5 was changed"),
        ("update ledger.seal set link = null where subject = '{linked}'", "{linked}"),
        ("update ledger.seal set series = 'SZ' where subject = '{entry}'", "{entry}"),
        ("update ledger.seal set year = year + 1 where subject = '{entry}'", "{entry}"),
        ("update ledger.seal set number = 77 where subject = '{entry}'", "{entry}"),
        ("update ledger.seal set entry_key = -4 where subject = '{entry}'", "{entry}"),
        ("update ledger.seal set number = 1000 + number where subject in ('{entry}', '{other}'); update ledger.seal set number = 3 - (number - 1000) where number > 1000", "{entry}"),
        ("alter table ledger.seal drop constraint seal_pkey; update ledger.seal set sequence = 11 - sequence where sequence in (5, 6)", "Link 5 was changed"),
        ("alter table ledger.seal drop constraint seal_pkey, drop constraint seal_sequence_check; drop index ledger.seal_subject; insert into ledger.seal select * from ledger.seal where sequence = 5", "Link 5 is there twice"),
        ("delete from ledger.seal where sequence = 1", "Link 1 is missing"),
        ("delete from ledger.seal where sequence between 5 and 7", "Links 5 to 7 are missing"),
        ("delete from ledger.seal where sequence = (select max(sequence) from ledger.seal)", "The chain has been cut"),
        ("delete from ledger.seal", "The chain has been cut: it ends with link 0"),
        ("insert into ledger.seal (sequence, kind, subject, version, hash, recorded_at, chain) select max(sequence) + 1, 'account', '{new}', 1, sha256('x'), now(), sha256('y') from ledger.seal", "account {new}"),
        // checkpoint
        ("update ledger.checkpoint set chain = sha256('x') where sequence = {first}", "Link {first} is not what the checkpoint"),
        ("update ledger.checkpoint set signed_at = signed_at - interval '1 hour' where sequence = {first}", "The signature of the checkpoint of link {first}"),
        ("update ledger.checkpoint set key_id = 'none' where sequence = {first}", "signed by a key that nobody knows (none)"),
        ("update ledger.checkpoint set signature = sha256('a') || sha256('b') where sequence = {first}", "The signature of the checkpoint of link {first}"),
        ("update ledger.checkpoint set sequence = sequence - 1 where sequence = {first}", "checkpoint"),
        ("update ledger.checkpoint set sequence = 1000000 where sequence = {last}", "signed link 1000000"),
        ("delete from ledger.checkpoint where sequence = {first}", "The checkpoint of link {first} that was written outside"),
        ("insert into ledger.checkpoint select 3, chain, signed_at, key_id, signature from ledger.checkpoint where sequence = {first}", "Link 3 is not what the checkpoint"),
        // signing_key
        ("update ledger.signing_key set x = y, y = x", "is not the key of this id"),
        ("update ledger.signing_key set id = repeat('a', 43)", "is not the key of this id"),
        ("delete from ledger.signing_key", "is not in the database"),
        // turnover_day, turnover_month
        ("update ledger.turnover_day set debit = debit + 1 where account_id = '{cash}' and day = {old}", "Turnover of account {cash} on"),
        ("update ledger.turnover_day set credit = credit + 1 where account_id = '{cash}' and day = {old}", "Turnover of account {cash} on"),
        ("update ledger.turnover_day set lines = lines + 1 where account_id = '{cash}' and day = {old}", "Turnover of account {cash} on"),
        ("update ledger.turnover_day set day = day + 1 where account_id = '{cash}' and day = {old}", "Turnover of account {cash} on"),
        ("update ledger.turnover_day set store_id = '{new}' where account_id = '{cash}' and day = {old} and store_id = '{store}'", "store {new}"),
        ("update ledger.turnover_day set currency = 'EUR' where account_id = '{cash}' and day = {old}", "EUR"),
        ("update ledger.turnover_day set account_id = '{new}' where account_id = '{cash}' and day = {old} and store_id = '{store}'", "Turnover of account {new}"),
        ("delete from ledger.turnover_day where account_id = '{cash}' and day = {old}", "Turnover of account {cash} on"),
        ("insert into ledger.turnover_day values ('{new}', '2020-01-01', '{store}', 'BDT', 1, 0, 1)", "Turnover of account {new} on 2020-01-01"),
        ("update ledger.turnover_month set debit = debit - 1 where account_id = '{cash}'", "Turnover of account {cash} in"),
        ("update ledger.turnover_month set credit = credit - 1 where account_id = '{cash}'", "Turnover of account {cash} in"),
        ("update ledger.turnover_month set lines = lines - 1 where account_id = '{cash}'", "Turnover of account {cash} in"),
        ("update ledger.turnover_month set month = month - interval '5 years' where account_id = '{cash}'", "Turnover of account {cash} in"),
        ("delete from ledger.turnover_month where account_id = '{cash}'", "Turnover of account {cash} in"),
        ("insert into ledger.turnover_month values ('{new}', '2020-01-01', '{store}', 'BDT', 1, 0, 1)", "Turnover of account {new} in 2020-01"),
    ];

    /// <summary>
    /// Drafts are not sealed: what is proved of them is that each entry has its own. Their module is asked on a connection of its
    /// own, so this is done for good.
    /// </summary>
    private static readonly (string Sql, string Named)[] _lasting =
    [
        ("update ledger.draft set id = '{new}' where id = '{draft}'", "Entry {draft} comes from manual {draft}, which is not there"),
        ("delete from ledger.draft", "Entry {draft} comes from manual {draft}, which is not there"),
    ];

    private static readonly string[] _verbs = ["update", "delete from", "insert into"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_damage_is_seen_and_named()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldBeEmpty("before any damage");
        await lab.UnguardAsync();
        var words = await WordsAsync(lab);
        await using var connection = new NpgsqlConnection(lab.ConnectionString);
        await connection.OpenAsync(Stop);
        var (unseen, watch) = (new List<string>(), Stopwatch.StartNew());
        foreach (var (sql, named) in _damages)
        {
            var faults = await DamagedAsync(lab, connection, Fill(sql, words));
            if (faults is [])
            {
                unseen.Add($"not seen: {sql}");
            }
            else if (!faults.Exists(fault => fault.Contains(Fill(named, words), StringComparison.OrdinalIgnoreCase)))
            {
                unseen.Add($"not named '{Fill(named, words)}': {sql}\n    " + string.Join("\n    ", faults));
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{_damages.Length} damages in {watch.Elapsed.TotalSeconds:0.0} s");
        unseen.ShouldBeEmpty(string.Join("\n", unseen));
        // Each was undone, and verify has left nothing behind.
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldBeEmpty("after all was mended");
    }

    [Fact]
    public async Task Every_table_of_the_books_is_damaged_by_some_test()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        var tables = (await lab.ScalarAsync<string[]>("select array_agg(relname::text) from pg_class where relkind = 'r' and relnamespace = 'ledger'::regnamespace")).ToList();
        tables.ShouldContain("seal");
        tables.Where(table => !_damages.Concat(_lasting).Any(damage => _verbs.Any(verb => (damage.Sql + " ").Contains($"{verb} ledger.{table} ", StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_without_its_draft_is_named()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        await lab.UnguardAsync();
        var words = await WordsAsync(lab);
        foreach (var (sql, named) in _lasting)
        {
            await lab.ExecuteAsync(Fill(sql, words));
            (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldHaveSingleItem().ShouldContain(Fill(named, words));
        }
    }

    [Fact]
    public async Task A_chain_that_was_made_anew_from_one_entry_on_is_seen_by_its_checkpoints()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        await lab.UnguardAsync();
        await using var connection = new NpgsqlConnection(lab.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await ForgeAsync(connection, lab.Ids["spent"], "A hundred times as much was not spent");
        var faults = await FaultsAsync(lab, connection);
        faults.ShouldAllBe(fault => fault.StartsWith("ledger.checkpoints: ", StringComparison.Ordinal));
        faults.Count(fault => fault.Contains("made anew", StringComparison.Ordinal)).ShouldBe(4, string.Join("\n", faults));

        // Without their rows in the database too: what lies outside rules.
        await ExecuteAsync(connection, "delete from ledger.checkpoint");
        (await FaultsAsync(lab, connection)).ShouldContain(fault => fault.Contains("outside of the database", StringComparison.Ordinal) && fault.Contains("made anew", StringComparison.Ordinal));
        await transaction.RollbackAsync(Stop);
        (await lab.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task An_entry_that_was_slipped_into_a_closed_period_is_named()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        // As if written by the program itself, with the trigger that refuses it switched off.
        await lab.ExecuteAsync("alter table ledger.entry disable trigger open_period");
        var old = LedgerLab.Sale() with { Date = new Kernel.BusinessDate(new DateOnly(LedgerLab.Day.Date.AddMonths(-2).Year, LedgerLab.Day.Date.AddMonths(-2).Month, 3)) };
        await using (var scope = lab.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Contracts.Ledger.ILedger>().PostAsync(old, Stop);
        }

        await lab.SealAsync();
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}")
            .ShouldHaveSingleItem().ShouldContain($"ledger.periods_closed: entry {old.Id}");
    }

    private static async Task<List<string>> DamagedAsync(ProofLab lab, NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await ExecuteAsync(connection, sql);
        var faults = await FaultsAsync(lab, connection);
        await transaction.RollbackAsync(Stop);
        return faults;
    }

    private static async Task<List<string>> FaultsAsync(ProofLab lab, NpgsqlConnection connection)
    {
        var run = await lab.Services.GetRequiredService<Verifier>().RunAsync(connection, askedBy: null, only: "ledger.", told: null, Stop);
        return [.. run.Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}")];
    }

    /// <summary>Changes an entry, and then everything that is made of it inside of the database.</summary>
    private static async Task ForgeAsync(NpgsqlConnection connection, Guid entry, string memo)
    {
        await ExecuteAsync(connection, $"update ledger.entry set memo = '{memo}' where id = '{entry}'");
        var proof = new Proof(connection, null!);
        var journal = new Modules.Ledger.Verify.DatabaseJournal(proof);
        await journal.SurroundingsAsync(Stop);
        var links = new List<Modules.Ledger.Verify.LinkFacts>();
        await foreach (var link in journal.LinksAsync(Stop))
        {
            links.Add(link);
        }

        var previous = new byte[32];
        foreach (var link in links.Where(link => !link.IsInTail))
        {
            var seal = link.Seal.Subject == entry ? link.Seal with { Hash = link.Entry!.Hash } : link.Seal;
            previous = Canonical.Link(seal, previous);
            await using var command = new NpgsqlCommand("update ledger.seal set hash = $2, chain = $3 where sequence = $1", connection).With(seal.Sequence, seal.Hash, previous);
            await command.ExecuteNonQueryAsync(Stop);
        }

        await ExecuteAsync(connection, $"update ledger.entry set hash = (select hash from ledger.seal where subject = '{entry}') where id = '{entry}'");
    }

    private static async Task<Dictionary<string, string>> WordsAsync(ProofLab lab)
    {
        var words = lab.Ids.ToDictionary(id => id.Key, id => id.Value.ToString(), StringComparer.Ordinal);
        words["new"] = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff";
        words["cash"] = (await lab.ScalarAsync<Guid>("select id from ledger.account where code = '1110'")).ToString();
        words["old"] = $"'{await lab.ScalarAsync<DateOnly>($"select business_date from ledger.entry where id = '{lab.Ids["entry"]}'"):yyyy-MM-dd}'";
        words["first"] = (await lab.ScalarAsync<long>("select min(sequence) from ledger.checkpoint")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        words["last"] = (await lab.ScalarAsync<long>("select max(sequence) from ledger.checkpoint")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var name in (string[])["entry", "other", "spent"])
        {
            words[name + ".key"] = (await lab.ScalarAsync<long>($"select key from ledger.entry where id = '{lab.Ids[name]}'")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return words;
    }

    private static string Fill(string text, Dictionary<string, string> words) => words.Aggregate(text, (filled, word) => filled.Replace($"{{{word.Key}}}", word.Value, StringComparison.Ordinal));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
