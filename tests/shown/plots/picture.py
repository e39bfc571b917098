"""SVG text to a PNG file, by chromium."""
import pathlib
import subprocess
import tempfile


def rasterise(svg, width, height, path_png):
    path_png = pathlib.Path(path_png).resolve()
    path_png.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        page.write_text(f"<meta charset='utf-8'><body style='margin:0'>{svg}</body>", encoding="utf-8")
        done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                               "--disable-background-networking", f"--user-data-dir={folder}/profile",
                               f"--window-size={width},{height}", f"--screenshot={path_png}", page.as_uri()],
                              capture_output=True, text=True, timeout=300, check=False)
    if not path_png.exists():
        raise RuntimeError(f"chromium made no picture: {done.stderr[-400:]}")
