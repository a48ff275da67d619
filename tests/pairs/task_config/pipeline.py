"""A component that receives the settings of its task."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.component(base_image='python:3.12', task_config_passthroughs=[
    dsl.TaskConfigField.RESOURCES,
    dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.ENV, apply_to_task=True),
    dsl.TaskConfigField.KUBERNETES_TOLERATIONS,
    dsl.TaskConfigField.KUBERNETES_NODE_SELECTOR,
    dsl.TaskConfigField.KUBERNETES_AFFINITY,
    dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.KUBERNETES_VOLUMES, apply_to_task=True),
])
def launch(nodes: int, config: dsl.TaskConfig):
    print(nodes, config)


@dsl.pipeline(name='task-config')
def pipeline():
    t = launch(nodes=2)
    t.set_cpu_limit('4').set_memory_request('8Gi').set_env_variable('EPOCHS', '3')
    kubernetes.add_node_selector(t, 'pool', 'gpu')
    kubernetes.add_toleration(t, key='gpu', operator='Exists')
    kubernetes.add_node_affinity(t, match_expressions=[{'key': 'gpu', 'operator': 'Exists'}])
    kubernetes.mount_pvc(t, 'data', '/data')
    work(text='a')
