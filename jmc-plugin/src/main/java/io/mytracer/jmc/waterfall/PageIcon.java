package io.mytracer.jmc.waterfall;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;

/** The picture of the page in JMC's outline: four bars, each a bit later than the one above. */
final class PageIcon {
    private static final int SIZE = 16;
    private static final Stage[] BARS = {Stage.SOCKET, Stage.TCP, Stage.IP, Stage.TRANSMIT};

    private PageIcon() {}

    static ImageDescriptor descriptor() {
        return ImageDescriptor.createFromImageDataProvider(zoom -> draw(Math.max(1, zoom / 100)));
    }

    static ImageData draw(int scale) {
        ImageData image =
                new ImageData(
                        SIZE * scale, SIZE * scale, 24, new PaletteData(0xFF0000, 0xFF00, 0xFF));
        image.alphaData = new byte[SIZE * scale * SIZE * scale];
        for (int bar = 0; bar < BARS.length; bar++) {
            for (int y = (1 + 4 * bar) * scale; y < (3 + 4 * bar) * scale; y++) {
                for (int x = (1 + 3 * bar) * scale; x < (6 + 3 * bar) * scale; x++) {
                    image.setPixel(x, y, BARS[bar].rgb());
                    image.setAlpha(x, y, 255);
                }
            }
        }
        return image;
    }
}
