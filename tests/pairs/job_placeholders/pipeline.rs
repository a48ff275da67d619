//! Facts about the run and the task as inputs.

use kfp_dsl::placeholders::{
    JOB_CREATE_TIME, JOB_ID, JOB_NAME, JOB_RESOURCE_NAME, JOB_SCHEDULE_TIME, TASK_ID, TASK_NAME,
};
use kfp_dsl::prelude::*;

#[container_component]
fn show(
    job: String,
    resource: String,
    job_id: String,
    task: String,
    task_id: String,
    created: String,
    scheduled: String,
) -> Container {
    let args = [job, resource, job_id, task, task_id, created, scheduled];
    Container::image("busybox").command(["echo"]).args(args)
}

#[pipeline]
fn job_placeholders(p: &mut Scope) {
    p.task(
        show()
            .job(JOB_NAME)
            .resource(JOB_RESOURCE_NAME)
            .job_id(JOB_ID)
            .task(TASK_NAME)
            .task_id(TASK_ID)
            .created(JOB_CREATE_TIME)
            .scheduled(JOB_SCHEDULE_TIME),
    );
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(job_placeholders)
}
