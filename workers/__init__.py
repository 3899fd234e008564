"""When things run: queues, drains, the schedule, the processes. Holds no rule of the business."""
