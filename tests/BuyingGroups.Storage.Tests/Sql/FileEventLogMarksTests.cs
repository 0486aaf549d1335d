using BuyingGroups.Storage.Sql.Events;
using Xunit;

namespace BuyingGroups.Storage.Tests.Sql;

/// <summary>The mark that tells, beside an embedded database, how far its log of events had come.</summary>
public sealed class FileEventLogMarksTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("buyinggroups-marks-").FullName;

    private string MarkFile => Path.Combine(_folder, "events.mark");

    private string FileBeside => $"{MarkFile}.new";

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_position_is_remembered_beyond_the_process()
    {
        await RaiseAsync("log", 23);
        await RaiseAsync("log", 1L << 52);

        Assert.Equal(1L << 52, await GetAsync("log"));
        Assert.True(await AnyAsync());
        Assert.Equal([MarkFile], System.IO.Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task It_never_goes_back()
    {
        await RaiseAsync("log", 23);
        await RaiseAsync("log", 22);
        Assert.Equal(23, await GetAsync("log"));

        await RaiseAsync("log", 24);
        Assert.Equal(24, await GetAsync("log"));
    }

    [Fact]
    public async Task The_mark_is_of_one_log_and_says_nothing_of_another()
    {
        await RaiseAsync("first", 23);
        Assert.Equal(0, await GetAsync("second"));

        await RaiseAsync("second", 5);

        Assert.Equal((0, 5), (await GetAsync("first"), await GetAsync("second")));
        Assert.True(await AnyAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("log")]
    [InlineData("log many\n")]
    [InlineData("log -1\n")]
    [InlineData("log 1 2\n")]
    public async Task A_file_that_holds_no_mark_is_as_good_as_none_and_is_written_anew(string content)
    {
        await File.WriteAllTextAsync(MarkFile, content);
        Assert.Equal((0, false), (await GetAsync("log"), await AnyAsync()));

        await RaiseAsync("log", 3);

        Assert.Equal((3, true), (await GetAsync("log"), await AnyAsync()));
    }

    [Fact]
    public async Task Without_a_file_nothing_is_remembered()
    {
        Assert.Equal((0, false), (await GetAsync("log"), await AnyAsync()));
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_remembered_and_nothing_can_be()
    {
        var marks = new FileEventLogMarks(Path.Combine(_folder, "none", "events.mark"));

        Assert.Equal(0, await marks.GetAsync("log", CancellationToken.None));
        Assert.False(await marks.AnyAsync(CancellationToken.None));
        await UnavailableAsync(() => marks.RaiseAsync("log", 1, CancellationToken.None));
    }

    [Fact]
    public async Task A_process_that_died_while_it_wrote_leaves_the_old_mark()
    {
        await RaiseAsync("log", 23);
        await File.WriteAllTextAsync(FileBeside, "log 9");
        Assert.Equal(23, await GetAsync("log"));

        await RaiseAsync("log", 24);

        Assert.Equal(24, await GetAsync("log"));
    }

    [Fact]
    public async Task A_mark_that_can_not_be_written_is_told_of_and_what_is_remembered_already_needs_no_writing()
    {
        await RaiseAsync("log", 23);
        System.IO.Directory.CreateDirectory(FileBeside);

        await UnavailableAsync(() => RaiseAsync("log", 24));
        await RaiseAsync("log", 23);
        await RaiseAsync("log", 22);

        Assert.Equal(23, await GetAsync("log"));
    }

    [Fact]
    public async Task A_mark_that_can_not_be_read_is_not_taken_for_none()
    {
        await RaiseAsync("log", 23);
        await using (PrivateFiles.Open(MarkFile, FileMode.Open, FileShare.None))
        {
            await UnreadableAsync();
        }

        Assert.Equal(23, await GetAsync("log"));
        File.Delete(MarkFile);
        System.IO.Directory.CreateDirectory(MarkFile);
        await UnreadableAsync();

        async Task UnreadableAsync()
        {
            await UnavailableAsync(() => GetAsync("log"));
            await UnavailableAsync(AnyAsync);
            await UnavailableAsync(() => RaiseAsync("log", 24));
        }
    }

    private static async Task UnavailableAsync(Func<Task> call)
    {
        var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(call);
        Assert.Equal(("The data folder", StoreUnavailableReasons.StoreUnavailable), (thrown.Store, thrown.Reason));
        Assert.NotNull(thrown.InnerException);
    }

    // Each call by another instance, as after a restart.
    private Task<long> GetAsync(string log) => new FileEventLogMarks(MarkFile).GetAsync(log, CancellationToken.None);

    private Task<bool> AnyAsync() => new FileEventLogMarks(MarkFile).AnyAsync(CancellationToken.None);

    private Task RaiseAsync(string log, long position) => new FileEventLogMarks(MarkFile).RaiseAsync(log, position, CancellationToken.None);
}
