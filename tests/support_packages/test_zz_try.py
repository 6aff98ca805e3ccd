import time, pytest
from django.utils import timezone
from django.db import connection
from django.test.utils import CaptureQueriesContext
from commissioning.support.queries import exceptions as q
from commissioning.support.models import *
from tests.support import scale_packages as scale
from collections import Counter
from tests.support import database
def test_it(own_database):
    today=timezone.localdate()
    prog=scale.a_programme()
    total=0
    for n in (50,500,5000):
        t=time.time(); scale.packages(prog, n-total, seed=n); total=n
        database.statement('ANALYZE', own_database)
        print(n, "seed", round(time.time()-t,1), PackageEvent.objects.count(), LedgerEntry.objects.count(), SupportPackage.objects.open().count())
        best=9
        for _ in range(7):
            t=time.time()
            with CaptureQueriesContext(connection) as seen: found=q.exceptions(today)
            best=min(best,time.time()-t)
        print("exceptions ms", round(best*1000,1), len(seen), len(found), dict(Counter(f.kind.key for f in found)))
        for key in q.SOURCES:
            b=9
            for _ in range(3):
                t=time.time(); k=len(list(q.SOURCES[key](today).values_list("of","began"))); b=min(b,time.time()-t)
            print("   ", key, k, round(b*1000,1))

