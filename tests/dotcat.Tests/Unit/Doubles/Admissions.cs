using System.Net;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Doubles;

internal static class Admissions
{
    /// <summary>Lets everybody in.</summary>
    public static Admission Unlimited { get; } =
        new(new AccessList(null, []), int.MaxValue, new Reporter(TextWriter.Null, Verbosity.Quiet));
}
