import pytest
from tests.reports.layout.test_queries import *
from tests.reports.layout.test_leaks import *
from collections import Counter
def test_q():
    import re
    seen=[]
    for t in (1,3):
        scene = reported(); collection = make.collection(); where = source(scene); source(scene, collection)
        blocks = many(scene, where, collection, t); make.report(scene.dialogue, *blocks)
        if t==1: laid(scene, *blocks)
        with CaptureQueriesContext(connection) as caught: laid(scene, *blocks)
        seen.append(Counter(re.sub(r'\d+|[0-9a-f]{32}','',q['sql'])[:140] for q in caught))
    for k,v in (seen[1]-seen[0]).items(): print(v,k)
def test_m():
    scene = Scene(Rule.CHATHAM_HOUSE, title=CANARY, phase=Phase.SEALED).propose()
    key = source_of(scene.consultation).key
    d,m=laid(scene, block("chart", of=f"{key}/found/map/1"), actor=scene.actor("convener")); print(m)
    from parley.apps.outcomes.presenters import maps as pm
    from parley.apps.outcomes.models import OpinionMap
    print(pm.shown(scene.actor("convener"), OpinionMap.objects.get()).slugs)
