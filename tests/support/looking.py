"""Looking through every text of the whole database, whoever it belongs to."""

from django.db import connection

TEXTS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector')
"""


def where_said(*words: str) -> dict[str, set[str]]:
    """Table.column → which of the words stand in it, in whatever case."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        for table, column in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" WHERE position(%s in lower("{column}"::text)) > 0)',
                    [word.lower()],
                )
                if cursor.fetchone()[0]:
                    found.setdefault(f"{table}.{column}", set()).add(word)
    return found
