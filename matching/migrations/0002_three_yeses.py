"""Refuse a match that three different people have not said yes to.

Why     invariant 1: no code path, command or console query may make a match without the three consents.
        That the three are different people is held by `consent_one_party_per_person`.
Size    a trigger on insert; nothing is read or written when it is made.
Again   safe: OR REPLACE, and the trigger is dropped first.
Back    drops both.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION matching_three_yeses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM matching_consent WHERE proposal_id = NEW.proposal_id AND answer = 'yes') < 3 THEN
        RAISE EXCEPTION 'a match needs three yeses' USING ERRCODE = 'check_violation', CONSTRAINT = 'match_three_yeses';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS match_three_yeses ON matching_match;
CREATE TRIGGER match_three_yeses BEFORE INSERT OR UPDATE OF proposal_id ON matching_match
    FOR EACH ROW EXECUTE FUNCTION matching_three_yeses();
"""

BACK = """
DROP TRIGGER IF EXISTS match_three_yeses ON matching_match;
DROP FUNCTION IF EXISTS matching_three_yeses();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
