"""What whoever runs the site is told of before people notice: disk, queue, failed jobs, a clock or a scanner away."""
