using System.CommandLine;
using JitSsh.Lab.Servers;

var program = new RootCommand("Real servers on this machine for JitSsh's demo and tests")
{
    UpCommand.Create(),
    DownCommand.Create(),
};

// The commands end in order by themselves at Ctrl-C and SIGTERM.
return await program.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
