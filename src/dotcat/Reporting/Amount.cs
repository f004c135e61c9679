using System.Globalization;

namespace Dotcat.Reporting;

/// <summary>A number of bytes in three digits: <c>999 B</c>, <c>1.20 KiB</c>, <c>64.0 MiB</c>.</summary>
internal static class Amount
{
    private const double Most = 999.5; // which would be rounded to four digits

    private static readonly string[] _units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Of(double bytes)
    {
        int unit = 0;
        for (; bytes >= Most && unit < _units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        string format =
            unit == 0 || bytes >= 99.95 ? "0"
            : bytes >= 9.995 ? "0.0"
            : "0.00";
        return $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {_units[unit]}";
    }
}
