"""What follows when a job is over, whether it is done, was stopped or failed: agents are told once
of all contacts that it brought them (W6), and a dry run keeps nothing of what it was given."""

from models.batch import unit_of_work
from models.bulk import trial
from models.notices import telling
from models.queues.job import Job, JobKind


def stop(job: Job) -> bool:
    """Do no more of it, after the portion that is under way. False when it is over."""
    if not job.stop():
        return False
    tell(Job.get_by_id(job.id))
    return True


def tell(job: Job) -> None:
    """Tell what the job has counted for its end, and forget what was kept until then."""
    if job.kind is JobKind.IMPORT and job.order.get("dry_run"):
        trial.forget(job)
    if not job.told:
        return
    with unit_of_work(job.cause, size=len(job.told)) as batch:
        for key, count in job.told.items():
            kind, _, id = key.partition(":")
            agent = batch.catalogue.agents.get(int(id))
            if agent is not None:
                telling.tell_of_import(batch, kind, agent, count, job.id)
    job.told = {}
    job.save()
