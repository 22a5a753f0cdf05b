using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Home;

/// <summary>The start page: what waits for this person, what they asked for, and for an admin what is open everywhere.</summary>
public sealed partial class HomePage
{
    private static readonly PageOf<RequestRow> None = new([], 0);

    private PageOf<RequestRow> mine = None;
    private PageOf<RequestRow> open = None;
    private List<string> missing = [];
    private int tasks;

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private ListTasks Tasks { get; set; } = null!;

    [Inject]
    private FindPerson Find { get; set; } = null!;

    [Inject]
    private SshKeysOfPerson Keys { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.Request or ChangeOf.AccessFlow;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var me = Actor!.Id!.Value;
        mine = await Requests.ListAsync(Actor, new(Requester: me), new(0, 5), cancel);
        open = Actor.SeesAll ? await Requests.ListAsync(Actor, new(IsOpen: true), new(0, 20), cancel) : None;
        tasks = await Tasks.CountAsync(Actor, cancel);
        missing = [];
        if (await Find.RunAsync(Actor, me, cancel) is { IsDone: true, Value.Person.LinuxName: null })
        {
            missing.Add("You have no Linux name yet: the name of your account on servers. An admin gives it to you; until then you cannot ask for access.");
        }

        if (await Keys.ListAsync(Actor, me, cancel) is { IsDone: true, Value.Count: 0 })
        {
            missing.Add("You have no SSH public key yet. Add one, or make a key in the browser each time you connect.");
        }
    }
}
