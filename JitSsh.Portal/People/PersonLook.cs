using JitSsh.Core.People;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.People;

/// <summary>The badge of a person.</summary>
internal static class PersonLook
{
    public static BadgeLook Of(Person person) => person.IsActive ? new("Active", Tone.Good) : new("Deactivated", Tone.Off);
}
