import time, collections, sys
import pytest, os
MODE=os.environ.get('MODE')
from tests.isolation.attacks import *
from tests.isolation.runner import *
@pytest.mark.django_db
def test_try(world, capsys):
    with capsys.disabled():
        for surface in ("agency","base"):
            with Runner(world) as runner:
                t=time.time()
                s=Siege(world, runner, [a for a in world.actors.values() if a.surface==surface])
                for d in s.doors: print(d.route.name, '|', d.aims[:3], '|', sorted(d.opened_for))
                print("doors", runner.sent, time.time()-t)
                n=collections.Counter(); f=[]
                for a in s.attacks():
                    n[a.source]+=1; n[a.source+' '+a.actor.name]+=1; f+=runner.judge(a) if MODE!='count' else []
                print(n, runner.sent, time.time()-t)
                print(collections.Counter(x.kind for x in f))
                seen=collections.Counter()
                for x in f:
                    k=(x.kind,x.attack.route,x.attack.source)
                    seen[k]+=1
                    if seen[k]<3: print(x)
                print(seen)
