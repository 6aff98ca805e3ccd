"""The measurements behind `script/bench`: a module a topic, over what they share in `running` and `scratch`.

Absolute times mean little on shared machines, so nearly every goal is a ratio against a reference measured in the same
run: a bare view, plain SQL, a library alone, or another product in an environment of its own (`peers`).
"""
