"""No identity in an anonymous round: what a check of one row cannot say, since the round is two tables away.

Asked once a statement, so that a hundred thousand rows cost one look.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION evaluation_identity_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM given
        LEFT JOIN evaluation_respondent respondent ON respondent.id = given.respondent_id
        LEFT JOIN evaluation_roundgroup asked ON asked.id = respondent.group_id
        WHERE asked.mode IS DISTINCT FROM 'confidential'
    ) THEN
        RAISE EXCEPTION 'nobody is named for answers of an anonymous round' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER evaluation_identity_added AFTER INSERT ON evaluation_identity
    REFERENCING NEW TABLE AS given FOR EACH STATEMENT EXECUTE FUNCTION evaluation_identity_is_allowed();
CREATE TRIGGER evaluation_identity_changed AFTER UPDATE ON evaluation_identity
    REFERENCING NEW TABLE AS given FOR EACH STATEMENT EXECUTE FUNCTION evaluation_identity_is_allowed();
"""
DROP = """
DROP TRIGGER evaluation_identity_added ON evaluation_identity;
DROP TRIGGER evaluation_identity_changed ON evaluation_identity;
DROP FUNCTION evaluation_identity_is_allowed();
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
