using System.Text;
using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Http;

public sealed class HttpReaderTests
{
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("HTTP/1.1 200 OK\r\nVia: a\r\nvia: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nVia:a\nvia:\tb \n\n")]
    public async Task Head_WithAnyLineEnds_IsItsLinesAndFields(string head)
    {
        var reader = new HttpReader(BytesChannel.Of(head));

        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(CancellationToken.None));
        HttpFields fields = await reader.ReadFieldsAsync(CancellationToken.None);
        Assert.Equal(["a", "b"], fields.Values("VIA"));
        Assert.Equal(2, fields.Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Field_OverSeveralLines_IsOneValue()
    {
        var reader = new HttpReader(
            BytesChannel.Of("Proxy-Authenticate: Digest\r\n realm=\"x\",\r\n\t nonce=\"y\"\r\n\r\n")
        );

        HttpFields fields = await reader.ReadFieldsAsync(CancellationToken.None);

        Assert.Equal(["Digest realm=\"x\", nonce=\"y\""], fields.Values("Proxy-Authenticate"));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("y", " \t", "y")]
    [InlineData("", " a", "a")]
    [InlineData("y", " a ", "y a")]
    public void Field_OverSeveralLines_HasOneBlankForEachEnd(string value, string line, string all)
    {
        var fields = new HttpFields();
        fields.Add($"X: {value}");
        fields.Add(line.Length > 0 ? line : " ");

        Assert.Equal([all], fields.Values("x"));
        fields.Add("\tb");
        fields.Add("Y: z");
        Assert.Equal([("X", $"{all} b".TrimStart()), ("Y", "z")], fields.All);
    }

    /// <summary>A head of 64 KiB, before anybody is known, would cost a second and a gigabyte.</summary>
    [Fact]
    public void Field_OverAsManyLinesAsAHeadHas_TakesNoMoreThanTheyDo()
    {
        var fields = new HttpFields();
        fields.Add("X: y");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < HttpReader.Limit / 3; i++)
        {
            fields.Add(" a");
        }

        Assert.Equal(1 + (2 * (HttpReader.Limit / 3)), fields.Values("X").Single().Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(" a: b\r\n\r\n")]
    [InlineData("a b\r\n\r\n")]
    [InlineData("a : b\r\n\r\n")]
    [InlineData(": b\r\n\r\n")]
    [InlineData("a: b\rc\r\n\r\n")]
    [InlineData("a: b\0c\r\n\r\n")]
    [InlineData("a: b\r\r\n\r\n")]
    [InlineData("\u00e9: b\r\n\r\n")]
    public async Task Fields_Malformed_AreRefused(string head)
    {
        var reader = new HttpReader(BytesChannel.Of(head));

        await Assert.ThrowsAsync<InvalidDataException>(() => reader.ReadFieldsAsync(CancellationToken.None).AsTask());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("a : b\r\n\r\n", "b")]
    [InlineData("a\t \t:b\r\n\r\n", "b")]
    [InlineData("a : b\r\n c\r\n\r\n", "b c")]
    [InlineData("a b: c\r\n\r\n", null)]
    [InlineData("\u00a0: b\r\n\r\n", null)]
    public async Task Fields_OfAnAnswer_HaveTheirNamesWithoutBlanks(string head, string? value)
    {
        var reader = new HttpReader(BytesChannel.Of(head), readsAnswer: true);
        if (value is null)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() =>
                reader.ReadFieldsAsync(CancellationToken.None).AsTask()
            );
            return;
        }

        Assert.Equal([("a", value)], (await reader.ReadFieldsAsync(CancellationToken.None)).All);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("")]
    [InlineData("a: b")]
    [InlineData("a: b\r\n")]
    [InlineData("a: b\r\n\r")]
    public async Task Head_CutShort_IsAnEnd(string head)
    {
        var reader = new HttpReader(BytesChannel.Of(head));

        await Assert.ThrowsAsync<EndOfStreamException>(() => reader.ReadFieldsAsync(CancellationToken.None).AsTask());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("x")]
    [InlineData("a: b\r\n")]
    [InlineData("a: b\r\n c\r\n")]
    public async Task Head_WithoutEnd_IsRefusedAtTheLimit(string part)
    {
        var channel = new BytesChannel(Encoding.ASCII.GetBytes(part), isEndless: true);
        var reader = new HttpReader(channel);

        await Assert.ThrowsAsync<HttpHeadTooLongException>(() =>
            reader.ReadFieldsAsync(CancellationToken.None).AsTask()
        );
        Assert.Equal(HttpReader.Limit, channel.Taken);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Head_ExactlyAsLongAsTheLimit_IsRead()
    {
        string head = $"a: {new string('x', HttpReader.Limit - 7)}\r\n\r\n";

        var reader = new HttpReader(BytesChannel.Of(head));

        Assert.Equal(1, (await reader.ReadFieldsAsync(CancellationToken.None)).Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Detach_NothingReadTooFar_IsTheChannelItself()
    {
        var channel = BytesChannel.Of("a: b\r\n\r\n");
        var reader = new HttpReader(channel);

        await reader.ReadFieldsAsync(CancellationToken.None);

        Assert.Same(channel, reader.Detach());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Detach_BytesBehindTheHead_AreReadFirst()
    {
        byte[] body = Encoding.Latin1.GetBytes(new string('y', 3000));
        var reader = new HttpReader(new BytesChannel([.. "a: b\r\n\r\n"u8, .. body]));
        await reader.ReadFieldsAsync(CancellationToken.None);

        Channel rest = reader.Detach();

        Assert.Equal(body, await rest.ReadExactlyAsync(body.Length, CancellationToken.None));
        Assert.Equal(0, await rest.ReadAsync(new byte[1], CancellationToken.None));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public async Task Body_Discarded_TellsWhetherThatWasAll(int length, bool isAll)
    {
        var reader = new HttpReader(BytesChannel.Of("\r\nbody"));
        await reader.ReadFieldsAsync(CancellationToken.None);

        Assert.Equal(isAll, await reader.DiscardBodyAsync(length, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Body_LongerThanWhatArrivedWithTheHead_IsDiscardedToItsEnd()
    {
        var channel = BytesChannel.Of("\r\n" + new string('x', 5000) + "next");
        var reader = new HttpReader(channel);
        await reader.ReadFieldsAsync(CancellationToken.None);

        Assert.True(await reader.DiscardBodyAsync(5000, CancellationToken.None));
        Assert.Equal(5002, channel.Taken);
    }

    [Theory]
    [InlineData("Content-Length: 5", 5L)]
    [InlineData("content-length: 0", 0L)]
    [InlineData("Content-Length: -5", null)]
    [InlineData("Content-Length: +5", null)]
    [InlineData("Content-Length: 99999999999999999999", null)]
    [InlineData("Content-Length: 5, 5", null)]
    [InlineData("Content-Length: 5|Content-Length: 6", null)]
    [InlineData("Content-Length: 5|Transfer-Encoding: chunked", null)]
    [InlineData("Length: 5", null)]
    public void ContentLength_IsTheOneThatIsSaid(string lines, long? expected)
    {
        var fields = new HttpFields();
        foreach (string line in lines.Split('|'))
        {
            fields.Add(line);
        }

        Assert.Equal(expected, fields.ContentLength);
    }

    [Theory]
    [InlineData("Connection: close", true)]
    [InlineData("connection: keep-alive , CLOSE", true)]
    [InlineData("Connection: closed", false)]
    [InlineData("Proxy-Connection: close", false)]
    public void List_HasItsWords(string line, bool expected)
    {
        var fields = new HttpFields();
        fields.Add(line);

        Assert.Equal(expected, fields.Lists("Connection", "close"));
    }
}
