using System.IO.Compression;
using System.Text;
using Aisle.Platform.Storage;

namespace Aisle.UnitTests.Platform;

public sealed class FileTypeTests
{
    [Fact]
    public void Papers_are_known_by_their_content()
    {
        FileType.Of("%PDF-1.7\n%âãÏÓ"u8).ShouldBe(FileType.Pdf);
        FileType.Of("account,amount\n1110,5\n"u8).ShouldBe(FileType.Csv);
        FileType.Of([0xEF, 0xBB, 0xBF, .. "হিসাব;টাকা\r\n"u8]).ShouldBe(FileType.Csv);
        FileType.Of(Zip("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")).ShouldBe(FileType.Xlsx);
    }

    [Fact]
    public void What_only_looks_like_papers_is_refused()
    {
        FileType.Of(Zip("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")).ShouldBeNull("macros");
        FileType.Of(Zip("[Content_Types].xml", "word/document.xml")).ShouldBeNull();
        FileType.Of("PK\u0003\u0004 and no archive"u8).ShouldBeNull();
        FileType.Of("  <html>a,b</html>"u8).ShouldBeNull("markup");
        FileType.Of("<svg xmlns='http://www.w3.org/2000/svg'><script>a,b</script></svg>"u8).ShouldBeNull();
        FileType.Of("MZ\u0000,"u8).ShouldBeNull();
        FileType.Of("no separators"u8).ShouldBeNull();
        FileType.Of([0xFF, 0xFE, 0x41, 0x2C]).ShouldBeNull("no UTF-8");
        FileType.Of([]).ShouldBeNull();
    }

    private static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.ASCII.GetBytes("x"));
            }
        }

        return bytes.ToArray();
    }
}
