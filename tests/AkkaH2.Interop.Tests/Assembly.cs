// A server's memory and open files are measured, and time limits of tests hold only where tests run one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
