using System.CommandLine;
using JitSsh.Lab.Servers;
using JitSsh.Lab.Tour;

var program = new RootCommand("Real servers on this machine for JitSsh's demo and tests")
{
    UpCommand.Create(),
    DownCommand.Create(),
    DemoCommand.Create(),
    TourCommand.Create(),
};

// The commands end in order by themselves at Ctrl-C and SIGTERM.
return await program.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
