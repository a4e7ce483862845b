package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class PathListTests {
    private final PathList list = new PathList();

    @Test
    void beginsEmpty() {
        assertThat(list.first()).isNull();
    }

    @Test
    void keepsOrder() {
        Path a = append(1);
        Path b = append(2);
        Path c = append(3);

        assertThat(all()).containsExactly(a, b, c);
        assertThat(list.after(c)).isNull();
    }

    @Test
    void letsAnyBeTakenOut() {
        Path a = append(1);
        Path b = append(2);
        Path c = append(3);

        PathList.take(b);
        assertThat(all()).containsExactly(a, c);
        PathList.take(a);
        assertThat(all()).containsExactly(c);
        PathList.take(c);
        assertThat(all()).isEmpty();
    }

    @Test
    void oneThatIsAppendedAgainIsTheNewest() {
        Path a = append(1);
        Path b = append(2);

        PathList.take(a);
        list.append(a);
        assertThat(all()).containsExactly(b, a);
    }

    private Path append(long packet) {
        Path path = new Path();
        path.reset(packet);
        list.append(path);
        return path;
    }

    private List<Path> all() {
        List<Path> all = new ArrayList<>();
        for (Path path = list.first(); path != null && all.size() < 10; path = list.after(path)) {
            all.add(path);
        }
        return all;
    }
}
