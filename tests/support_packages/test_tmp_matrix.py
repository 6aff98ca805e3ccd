import pytest
from commissioning.programme import demo, matrix
from commissioning.programme.matrix_packages import PACKAGE_EXAMPLES
from commissioning.access.roles import Role
from tests.support.people import PASSWORD
from tests.support.made import make_files
MINE = ("session","step","risk","decision","file","calendar","package-sessions","package-plan","package-files","package-messages","package-timeline","package-looks")
@pytest.mark.django_db
def test_it(register):
    demo.seed(password=PASSWORD); make_files()
    out = {}
    for name in PACKAGE_EXAMPLES:
        if not name.split(":")[1].startswith(MINE): continue
        ex = PACKAGE_EXAMPLES[name]
        for role in (matrix.ANONYMOUS, *Role):
            for scope, g in matrix._scopes(ex, role):
                for m in ("get","post"):
                    r = matrix._ask(name, ex, role, g, m)
                    out.setdefault((name,m,scope),{}).setdefault(r,[]).append(str(role))
    open("/tmp/del_matrix.txt","w").write("\n".join(f"{k} {v}" for k,v in sorted(out.items())))
