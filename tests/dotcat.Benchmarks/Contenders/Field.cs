using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>All that is measured on this machine, in the order of the table's columns.</summary>
internal sealed class Field
{
    private const string NotInstalled = "not installed";

    /// <summary>Finds the peers, and makes in the folder what is not there yet.</summary>
    public Field(string folder)
    {
        var packages = new DotcatPackages(folder);
        string[]? native = packages.Native();
        Native = Dotcat("dotcat (native)", native);
        Portable = Dotcat("dotcat (portable)", packages.Portable());
        Before = Dotcat("dotcat (before)", DotcatPackages.Before());

        string? nc = Command.Find("nc.openbsd");
        Nc = new OpenBsdNc(nc ?? "") { Absence = Missing(nc), Version = Line(nc, "-h", "OpenBSD") };

        string? ncat = Command.Find("ncat");
        Ncat = new Ncat(ncat ?? "") { Absence = Missing(ncat), Version = Line(ncat, "--version", "Ncat") };

        string? socat = Command.Find("socat");
        string version = Line(socat, "-V", "socat version");
        Socat = new Socat("socat", socat ?? "", []) { Absence = Missing(socat), Version = version };
        SocatLarge = new Socat("socat, 1 MiB", socat ?? "", ["-b", "1048576"])
        {
            Absence = Missing(socat),
            Version = "the same with -b 1048576",
        };

        string? stunnel = Command.Find("stunnel4");
        Stunnel = new Stunnel(stunnel ?? "", folder)
        {
            Absence = Missing(stunnel),
            Version = Line(stunnel, "-version", "stunnel"),
        };

        string? compiler = Command.Find("cc");
        Bare = new BareCalls(compiler is null ? "" : Reference(compiler, folder))
        {
            Absence = compiler is null ? "not measured: no C compiler" : null,
            Version = $"reference.c, cc -O2: {Line(compiler, "--version", "")}",
        };

        Empty = new EmptyProgram(native is null ? "" : packages.Empty())
        {
            Absence = Native.Absence,
            Version = "empty.cs, published as a native program",
        };
    }

    public Contender Native { get; }

    public Contender Portable { get; }

    public Contender Before { get; }

    public Contender Nc { get; }

    public Contender Ncat { get; }

    public Contender Socat { get; }

    public Contender SocatLarge { get; }

    public Contender Stunnel { get; }

    public Contender Bare { get; }

    public Contender Empty { get; }

    /// <summary>An earlier build is shown only where one was named.</summary>
    public IReadOnlyList<Contender> All =>
        [
            Native,
            Portable,
            .. (Contender[])(Before.Absence is null ? [Before] : []),
            Nc,
            Ncat,
            Socat,
            SocatLarge,
            Stunnel,
            Bare,
            Empty,
        ];

    private static DotcatTool Dotcat(string name, string[]? program) =>
        new(name, program ?? [])
        {
            Absence = program is null ? "not made on this machine" : null,
            Version = program is null ? "" : Command.Says([.. program, "--version"]).Trim(),
        };

    private static string? Missing(string? path) => path is null ? NotInstalled : null;

    /// <summary>The first line it says that begins so.</summary>
    private static string Line(string? program, string option, string beginning) =>
        program is null
            ? ""
            : Command
                .Says(program, option)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal), "");

    private static string Reference(string compiler, string folder)
    {
        string program = Path.Combine(folder, "reference");
        Command.Run(compiler, "-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, "reference.c"));
        return program;
    }
}
