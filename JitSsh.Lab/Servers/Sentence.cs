namespace JitSsh.Lab.Servers;

/// <summary>A person at a terminal gets the lab's sentence, not a stack trace.</summary>
internal static class Sentence
{
    public static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (LabException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
