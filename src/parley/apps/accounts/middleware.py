def sessions(respond): return respond
def second_factor(respond): return respond
