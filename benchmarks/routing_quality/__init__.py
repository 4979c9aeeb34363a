"""How well does the router route, measured on public outcomes?"""
