namespace JitSsh.Core; internal static class Placeholder { }
