"""Secrets as variables: required, optional, with names from the run."""
from typing import Dict, List

from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def make(out: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image='busybox', command=['touch'], args=[out])


@dsl.pipeline(name='secret-env')
def pipeline(secret: str, secrets: List[str]):
    t = work(text='a')
    kubernetes.use_secret_as_env(t, 'db', {'user': 'DB_USER', 'password': 'DB_PASSWORD'})
    kubernetes.use_secret_as_env(t, 'maybe', {'token': 'TOKEN'}, optional=True)
    kubernetes.use_secret_as_env(work(text='b'), secret, {'k': 'K'})
    made = make()
    kubernetes.use_secret_as_env(work(text='c'), made.output, {'k': 'K'})
    with dsl.ParallelFor(secrets) as item:
        u = work(text='d')
        kubernetes.use_secret_as_env(u, item, {'k': 'K'})
        kubernetes.use_secret_as_env(u, secret, {'l': 'L'})
